import os
from collections.abc import Iterator
from functools import lru_cache

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool


class Settings(BaseSettings):
    database_url: str


@lru_cache
def get_settings() -> Settings:
    return Settings()


app = FastAPI()
ENGINE = create_engine(os.environ["DATABASE_URL"])  # ok: one for the module
SessionLocal = sessionmaker(ENGINE)


def get_db(settings: Settings = Depends(get_settings)) -> Iterator[Session]:
    engine = create_engine(settings.database_url)  # expect: per-call "`orders`"
    with Session(engine) as session:
        yield session


@app.get("/orders")
def orders(db: Session = Depends(get_db)) -> list[int]:
    return list(db.scalars(text("select id from orders")))


def make_sessions() -> sessionmaker[Session]:
    return sessionmaker(bind=create_engine(os.environ["DATABASE_URL"]))  # expect: per-call "`count`"


@app.get("/count")
def count() -> int:
    with make_sessions()() as session:
        return session.execute(text("select count(*) from orders")).scalar_one()


@lru_cache
def get_engine() -> Engine:
    return create_engine(get_settings().database_url)  # ok: the factory is cached


@app.get("/cached")
def cached(engine: Engine = Depends(get_engine)) -> int:
    with engine.connect() as connection:
        return connection.execute(text("select 1")).scalar_one()


@app.get("/tenants/{tenant}")
def of_tenant(tenant: str) -> int:
    engine = create_engine(f"postgresql://db/{tenant}")  # ok: the database of this tenant
    with engine.connect() as connection:
        return connection.execute(text("select 1")).scalar_one()


@app.get("/unpooled")
def unpooled() -> int:
    engine = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)  # ok: no pool, on purpose
    with engine.connect() as connection:
        return connection.execute(text("select 1")).scalar_one()


@app.on_event("startup")
def check_database() -> None:
    engine = create_engine(os.environ["DATABASE_URL"])  # ok: at start-up
    with engine.connect() as connection:
        connection.execute(text("select 1"))


class Database:
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)  # ok: the object is one for the module


database = Database(os.environ["DATABASE_URL"])


@app.get("/kept")
def kept() -> int:
    with database.engine.connect() as connection:
        return connection.execute(text("select 1")).scalar_one()
