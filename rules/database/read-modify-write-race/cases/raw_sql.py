import aiosqlite
import asyncpg
import psycopg


async def spend(conn: asyncpg.Connection, user_id: int, amount: int) -> None:
    row = await conn.fetchrow("SELECT balance FROM wallets WHERE user_id = $1", user_id)
    balance = row["balance"] - amount
    await conn.execute("UPDATE wallets SET balance = $1 WHERE user_id = $2", balance, user_id)  # expect: lost "`balance` of `wallets`"


async def spend_locked(conn: asyncpg.Connection, user_id: int, amount: int) -> None:
    async with conn.transaction():
        row = await conn.fetchrow("SELECT balance FROM wallets WHERE user_id = $1 FOR UPDATE", user_id)
        balance = row["balance"] - amount
        await conn.execute("UPDATE wallets SET balance = $1 WHERE user_id = $2", balance, user_id)  # ok: the row is locked


async def spend_in_database(conn: asyncpg.Connection, user_id: int, amount: int) -> None:
    await conn.execute("UPDATE wallets SET balance = balance - $1 WHERE user_id = $2", amount, user_id)  # ok: computed by the database


async def spend_if_unchanged(conn: asyncpg.Connection, user_id: int, amount: int) -> None:
    before = await conn.fetchval("SELECT balance FROM wallets WHERE user_id = $1", user_id)
    await conn.execute(  # ok: happens only while the balance is what was read
        "UPDATE wallets SET balance = $1 WHERE user_id = $2 AND balance = $3", before - amount, user_id, before
    )


def rename(conn: psycopg.Connection, user_id: int, name: str) -> None:
    conn.execute("UPDATE wallets SET name = %s WHERE user_id = %s", (name, user_id))  # ok: a plain overwrite


async def spend_alone(db: aiosqlite.Connection, user_id: int, amount: int) -> None:
    await db.execute("BEGIN IMMEDIATE")
    cursor = await db.execute("SELECT balance FROM wallets WHERE user_id = ?", (user_id,))
    row = await cursor.fetchone()
    balance = row["balance"] - amount
    await db.execute("UPDATE wallets SET balance = ? WHERE user_id = ?", (balance, user_id))  # ok: nobody else writes
    await db.commit()


async def spend_deferred(db: aiosqlite.Connection, user_id: int, amount: int) -> None:
    await db.execute("BEGIN")
    cursor = await db.execute("SELECT balance FROM wallets WHERE user_id = ?", (user_id,))
    row = await cursor.fetchone()
    balance = row["balance"] - amount
    await db.execute("UPDATE wallets SET balance = ? WHERE user_id = ?", (balance, user_id))  # expect: lost "`balance` of `wallets`"
    await db.commit()


async def spend_table_locked(conn: asyncpg.Connection, user_id: int, amount: int) -> None:
    async with conn.transaction():
        await conn.execute("LOCK TABLE wallets IN EXCLUSIVE MODE")
        row = await conn.fetchrow("SELECT balance FROM wallets WHERE user_id = $1", user_id)
        balance = row["balance"] - amount
        await conn.execute("UPDATE wallets SET balance = $1 WHERE user_id = $2", balance, user_id)  # ok: the table is locked
