import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
logger = logging.getLogger(__name__)
engine = create_async_engine("postgresql+asyncpg://db/shop")
Sessions = async_sessionmaker(engine)
SyncSessions = sessionmaker()


def get_db() -> Iterator[Session]:
    session = SyncSessions()
    yield session  # expect: keeps "`get_db` rolls nothing back"
    session.commit()
    session.close()


async def get_session() -> AsyncIterator[AsyncSession]:
    session = Sessions()
    try:
        yield session
    finally:
        await session.commit()  # expect: commits "`get_session` commits with `session.commit()`"
        await session.close()


async def get_quiet_session() -> AsyncIterator[AsyncSession]:
    async with Sessions() as session:
        try:
            yield session
            await session.commit()
        except SQLAlchemyError:  # expect: swallows "`get_quiet_session` drops the error"
            logger.exception("rolled back")
            await session.rollback()


@contextmanager
def session_scope() -> Iterator[Session]:
    session = SyncSessions()
    try:
        yield session
        session.commit()
    except Exception:  # expect: swallows "`session_scope` drops the error"
        session.rollback()
    finally:
        session.close()


@asynccontextmanager
async def transaction(session: AsyncSession) -> AsyncIterator[None]:
    yield  # expect: keeps "`transaction` rolls nothing back"
    await session.commit()


@app.post("/orders")
async def create_order(session: AsyncSession = Depends(get_session)) -> None:
    session.add(object())


async def get_correct_session() -> AsyncIterator[AsyncSession]:
    async with Sessions() as session:
        yield session  # ok: the session's own block closes it, which rolls back
        await session.commit()


@contextmanager
def correct_scope() -> Iterator[Session]:
    session = SyncSessions()
    try:
        yield session  # ok: rolled back and raised
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


@contextmanager
def closing_scope() -> Iterator[Session]:
    session = SyncSessions()
    try:
        yield session  # ok: closing the session rolls back
        session.commit()
    finally:
        session.close()


@asynccontextmanager
async def in_else() -> AsyncIterator[AsyncSession]:
    session = Sessions()
    try:
        yield session  # ok: committed after a success only
    except BaseException:
        await session.rollback()
        raise
    else:
        await session.commit()


@contextmanager
def after_rollback() -> Iterator[Session]:
    session = SyncSessions()
    try:
        yield session
    except Exception:
        session.rollback()
        raise
    finally:
        session.commit()  # ok: after the rollback there is nothing to commit


def read_only() -> Iterator[Session]:
    session = SyncSessions()
    yield session  # ok: commits nothing
    session.close()


def numbers(session: Session) -> Iterator[int]:
    for number in range(3):
        yield number  # ok: hands out numbers, no session
    session.commit()


@asynccontextmanager
async def begun() -> AsyncIterator[AsyncSession]:
    async with Sessions.begin() as session:
        yield session  # ok: commits and rolls back by itself


@contextmanager
def read_only(session: Session) -> Iterator[None]:
    try:
        session.execute(text("SET TRANSACTION READ ONLY"))
        yield
    except Exception:  # ok: nothing was to be stored
        logger.warning("not read", exc_info=True)
        session.rollback()
    else:
        session.commit()


@contextmanager
def timed(name: str) -> Iterator[None]:
    start = monotonic()
    try:
        yield
    finally:
        with SyncSessions() as session:
            session.execute(text("INSERT INTO timings (name, seconds) VALUES (:name, :seconds)"), {"name": name, "seconds": monotonic() - start})
            session.commit()  # ok: a record of its own, in a session of its own
