# path: shop/import_orders.py
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

session = Session(create_engine("postgresql://db/shop"))  # ok: a program of one thread


def load() -> None:
    session.execute(text("insert into orders default values"))
    session.commit()


if __name__ == "__main__":
    load()
