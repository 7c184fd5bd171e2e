import os

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

engine = create_engine(os.environ["DATABASE_URL"])


def total() -> int:
    own = create_engine(os.environ["DATABASE_URL"])
    with own.connect() as connection:
        return connection.execute(text("select count(*) from orders")).scalar_one()


def open_orders() -> int:
    return _count("select count(*) from orders where state = 'open'")


def _count(statement: str) -> int:
    with engine.connect() as connection:  # ok: the shared engine, one step further
        return connection.execute(text(statement)).scalar_one()


def archived(source: Engine) -> int:
    with source.connect() as connection:  # ok: given as before, under another name
        return connection.execute(text("select count(*) from archive")).scalar_one()
