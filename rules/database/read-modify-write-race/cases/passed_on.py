import asyncio
import sqlite3

import aiosqlite
import asyncpg
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

lock = asyncio.Lock()


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
    bonus: Mapped[int]


class Users:
    def __init__(self, db: aiosqlite.Connection, pool: asyncpg.Pool) -> None:
        self.db = db
        self.pool = pool

    async def balance_of(self, user_id: int) -> int:
        cursor = await self.db.execute("SELECT balance FROM users WHERE user_id = ?", (user_id,))
        return (await cursor.fetchone())[0]

    async def friends_of(self, user_id: int) -> int:
        cursor = await self.db.execute("SELECT friends FROM users WHERE user_id = ?", (user_id,))
        return (await cursor.fetchone())[0]

    async def row_of(self, user_id: int) -> dict:
        cursor = await self.db.execute("SELECT * FROM users WHERE user_id = ?", (user_id,))
        return dict(await cursor.fetchone())

    async def set_balance(self, user_id: int, balance: int) -> None:
        await self.db.execute("UPDATE users SET balance = ? WHERE user_id = ?", (balance, user_id))
        await self.db.commit()

    async def add_balance(self, user_id: int, amount: int) -> None:
        await self.db.execute("UPDATE users SET balance = balance + ? WHERE user_id = ?", (amount, user_id))
        await self.db.commit()

    async def set_if_unchanged(self, user_id: int, balance: int, before: int) -> None:
        await self.db.execute(
            "UPDATE users SET balance = ? WHERE user_id = ? AND balance = ?", (balance, user_id, before)
        )
        await self.db.commit()

    async def points_of(self, user_id: int) -> int:
        return await self.pool.fetchval("SELECT points FROM users WHERE user_id = $1", user_id)

    async def set_points(self, user_id: int, points: int) -> None:
        await self.pool.execute("UPDATE users SET points = $2 WHERE user_id = $1", user_id, points)


async def buy(users: Users, user_id: int, price: int) -> bool:
    balance = await users.balance_of(user_id)
    if balance < price:
        return False
    await users.set_balance(user_id, balance - price)  # expect: lost "`balance` of `users`"
    return True


async def top_up(users: Users, user_id: int, amount: int) -> None:
    await users.set_balance(user_id, await users.balance_of(user_id) + amount)  # expect: lost


async def top_up_row(users: Users, user_id: int, amount: int) -> None:
    user = await users.row_of(user_id)
    await users.set_balance(user_id, balance=user["balance"] + amount)  # expect: lost


async def reward(users: Users, user_id: int, points: int) -> None:
    await users.set_points(user_id, await users.points_of(user_id) + points)  # expect: lost "`points` of `users`"


async def top_up_in_database(users: Users, user_id: int, amount: int) -> None:
    await users.add_balance(user_id, amount)  # ok: computed by the database


async def buy_if_unchanged(users: Users, user_id: int, price: int) -> None:
    balance = await users.balance_of(user_id)
    await users.set_if_unchanged(user_id, balance - price, balance)  # ok: happens only while it is what was read


async def start_with(users: Users, user_id: int) -> None:
    friends = await users.friends_of(user_id)
    await users.set_balance(user_id, friends * 10)  # ok: computed from another column


async def reset(users: Users, user_id: int, amount: int) -> None:
    await users.set_balance(user_id, amount * 2)  # ok: not computed from what was read


async def buy_locked(users: Users, user_id: int, price: int) -> None:
    async with lock:
        balance = await users.balance_of(user_id)
        await users.set_balance(user_id, balance - price)  # ok: a lock is held


class Plain:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def balance_of(self, user_id: int) -> int:
        return self.connection.execute("SELECT balance FROM users WHERE id = ?", (user_id,)).fetchone()[0]

    def set_balance(self, user_id: int, balance: int) -> None:
        self.connection.execute("UPDATE users SET balance = ? WHERE id = ?", (balance, user_id))
        self.connection.commit()


async def buy_at_once(plain: Plain, user_id: int, price: int) -> None:
    balance = plain.balance_of(user_id)
    plain.set_balance(user_id, balance - price)  # ok: nothing else runs in between


async def buy_with_wait(plain: Plain, user_id: int, price: int) -> None:
    balance = plain.balance_of(user_id)
    await asyncio.sleep(1)
    plain.set_balance(user_id, balance - price)  # expect: lost


def buy_in_thread(plain: Plain, user_id: int, price: int) -> None:
    balance = plain.balance_of(user_id)
    plain.set_balance(user_id, balance - price)  # expect: lost


async def account_of(session: AsyncSession, account_id: int) -> Account | None:
    return await session.scalar(select(Account).where(Account.id == account_id))


async def account_locked(session: AsyncSession, account_id: int) -> Account | None:
    return await session.scalar(select(Account).where(Account.id == account_id).with_for_update())


async def put_balance(session: AsyncSession, account_id: int, balance: int) -> None:
    await session.execute(update(Account).where(Account.id == account_id).values(balance=balance))
    await session.commit()


async def charge(session: AsyncSession, account_id: int, price: int) -> None:
    account = await account_of(session, account_id)
    await put_balance(session, account_id, account.balance - price)  # expect: lost "`balance` of `Account`"


async def charge_locked(session: AsyncSession, account_id: int, price: int) -> None:
    account = await account_locked(session, account_id)
    await put_balance(session, account_id, account.balance - price)  # ok: the row is locked


async def pay_bonus(session: AsyncSession, account_id: int) -> None:
    account = await account_of(session, account_id)
    await put_balance(session, account_id, account.bonus * 2)  # ok: another column
