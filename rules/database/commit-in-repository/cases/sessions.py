# path: shop/repositories/orders.py
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session


class Order:
    id: int


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, order: Order) -> Order:
        self.session.add(order)
        try:
            await self.session.commit()  # expect: commits "`OrderRepository.add` commits: `self.session.commit()`"
        except ValueError:
            await self.session.rollback()
            raise
        return order

    async def save(self, order: Order) -> None:
        self.session.add(order)
        await self.session.flush()  # ok: the unit of work commits

    async def risky(self, order: Order) -> None:
        async with self.session.begin_nested():  # ok: a savepoint
            self.session.add(order)

    async def delete(self, order: Order) -> None:
        async with self.session.begin():  # expect: begins
            await self.session.delete(order)

    async def store(self, order: Order, commit: bool = False) -> None:
        self.session.add(order)
        if commit:
            await self.session.commit()  # ok: the caller asked for it

    async def commit(self) -> None:
        await self.session.commit()  # ok: its name says so


class SqlOrderDao:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.sessions = sessions

    async def add(self, order: Order) -> None:
        async with self.sessions() as session:
            session.add(order)
            await session.commit()  # expect: commits "`SqlOrderDao.add`"


class UserRepo:
    def __init__(self, db: Session) -> None:
        self.db = db

    def rename(self, user: Order) -> None:
        self.db.commit()  # expect: commits "`self.db.commit()`"


class Unknown:
    def __init__(self, session) -> None:
        self.session = session

    def rename(self) -> None:
        self.session.commit()  # ok: nothing is known of the session
