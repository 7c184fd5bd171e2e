# path: shop/orders.py
import os
from collections.abc import Iterator
from functools import lru_cache

import requests
from fastapi import Depends, FastAPI
from pymongo import MongoClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

app = FastAPI()
engine = create_engine(os.environ["DATABASE_URL"])
SessionLocal = sessionmaker(engine)

session = SessionLocal()  # expect: kept "shared by `create_order, count_orders`"
registry = scoped_session(SessionLocal)  # ok: one session for each thread
http = requests.Session()  # ok: no database
mongo = MongoClient()  # ok: has a pool
placeholder: Session | None = None  # ok: nothing is made
unused = SessionLocal()  # ok: nobody uses it


@app.post("/orders")
def create_order() -> None:
    session.execute(text("insert into orders default values"))
    session.commit()


@app.get("/orders/count")
def count_orders() -> int:
    return session.execute(text("select count(*) from orders")).scalar_one()


@app.get("/registry")
def through_registry() -> int:
    mongo["shop"]["seen"].insert_one({})
    http.get("https://rates.example/latest", timeout=5)
    return registry.execute(text("select 1")).scalar_one()


def get_session() -> Iterator[Session]:
    with SessionLocal() as own:  # ok: a new one for each request
        yield own


@app.get("/own")
def with_own(own: Session = Depends(get_session)) -> int:
    return own.execute(text("select 1")).scalar_one()


@lru_cache
def cached_session() -> Session:
    return SessionLocal()  # expect: kept "`cached_session`"


@app.get("/cached")
def with_cached() -> int:
    return cached_session().execute(text("select 1")).scalar_one()


class OrderRepository:
    session = SessionLocal()  # expect: kept "`OrderRepository.session`"

    def first(self) -> int:
        return self.session.execute(text("select 1")).scalar_one()


@app.get("/first")
def first(repository: OrderRepository = Depends(OrderRepository)) -> int:
    return repository.first()


class Archive:
    def __init__(self) -> None:
        self._session = SessionLocal()  # expect: kept "`archive`"

    def count(self) -> int:
        return self._session.execute(text("select 1")).scalar_one()


archive = Archive()


@app.get("/archive")
def archived() -> int:
    return archive.count()


class Ledger:
    def __init__(self, given: Session) -> None:
        self._session = given


ledger = Ledger(SessionLocal())  # expect: kept "`ledger`"


@app.get("/ledger")
def entries() -> str:
    return str(ledger)


def latest(own: Session = SessionLocal()) -> int:  # expect: default "`own`"
    return own.execute(text("select 1")).scalar_one()


with SessionLocal() as started:  # ok: closed at the end of the block
    started.execute(text("select 1"))
