import os

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

engine = create_async_engine(os.environ["DATABASE_URL"])
Sessions = async_sessionmaker(engine, expire_on_commit=False)
db: AsyncSession = Sessions()  # expect: kept "shared by `remember`"
sync_engine = create_engine(os.environ["DATABASE_URL"])


def open_session() -> Session:
    return Session(sync_engine)  # ok: the factory is not to blame
