import asyncio
import sqlite3

import psycopg2
from asgiref.sync import sync_to_async
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("postgresql://localhost/shop")
make_session = sessionmaker(engine)
router = APIRouter()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)


def get_session():
    with make_session() as session:
        yield session


@router.get("/users")
async def list_users(session: Session = Depends(get_session)):
    return session.scalars(select(User)).all()  # expect: blocking "session.scalars"


@router.get("/users/pool")
def list_users_in_pool(session: Session = Depends(get_session)):
    return session.scalars(select(User)).all()  # ok: FastAPI runs it in a thread


async def by_factory() -> None:
    with make_session() as session:
        session.add(User(id=1))  # ok: only changes memory
        session.commit()  # expect: blocking "session.commit"


async def by_cursor(dsn: str) -> None:
    connection = psycopg2.connect(dsn)  # expect: blocking
    cursor = connection.cursor()
    cursor.execute("SELECT 1")  # expect: blocking


async def by_sqlite(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT 1")  # expect: blocking


async def by_async_session(session: AsyncSession) -> list[User]:
    return list(await session.scalars(select(User)))  # ok: async session


def load(session: Session) -> list[User]:
    return list(session.scalars(select(User)))  # ok: not async


async def in_thread(session: Session) -> list[User]:
    return await asyncio.to_thread(load, session)  # ok: runs in a thread


async def bridged(session: Session) -> None:
    await sync_to_async(session.commit)()  # ok: bridged


async def run_sync(session: AsyncSession) -> None:
    await session.run_sync(lambda inner: inner.flush())  # ok: runs in SQLAlchemy's own bridge


async def stop() -> None:
    engine.dispose()  # ok: closes idle connections, no statement is waited for


async def rows_of(cursor: sqlite3.Cursor) -> list:
    cursor.execute("SELECT 1")  # expect: blocking
    return cursor.fetchall()  # ok: the rows of the statement above


async def rest_of(cursor: sqlite3.Cursor) -> list:
    return cursor.fetchall()  # expect: blocking


app = FastAPI()


@app.on_event("startup")
async def create_tables() -> None:
    with make_session() as session:
        session.execute(select(1))  # ok: nobody is served yet


@app.get("/tables")
async def tables() -> None:
    with make_session() as session:
        session.execute(select(1))  # expect: blocking
