import os

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

engine = create_engine(os.environ["DATABASE_URL"])


def total() -> int:
    with engine.connect() as connection:  # expect-left: guard-removed "engine"
        return connection.execute(text("select count(*) from orders")).scalar_one()


def open_orders() -> int:
    with engine.connect() as connection:
        return connection.execute(text("select count(*) from orders")).scalar_one()


def archived(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("select count(*) from archive")).scalar_one()
