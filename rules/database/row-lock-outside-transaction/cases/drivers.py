import asyncpg
import psycopg
from fastapi import Depends, FastAPI

app = FastAPI()


async def pool() -> asyncpg.Pool:
    return await asyncpg.create_pool("postgresql://db/shop")


async def connection_in_transaction(found: asyncpg.Pool = Depends(pool)):
    async with found.acquire() as connection:
        async with connection.transaction():
            yield connection


@app.post("/jobs/next")
async def next_job(found: asyncpg.Pool = Depends(pool)) -> None:
    async with found.acquire() as connection:
        job = await connection.fetchrow(  # expect: unheld "`connection.fetchrow` locks rows while no transaction is open"
            "SELECT id FROM jobs WHERE status = 'new' LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
        await connection.execute("UPDATE jobs SET status = 'running' WHERE id = $1", job["id"])


@app.post("/jobs/safe")
async def next_job_safely(found: asyncpg.Pool = Depends(pool)) -> None:
    async with found.acquire() as connection, connection.transaction():
        job = await connection.fetchrow("SELECT id FROM jobs LIMIT 1 FOR UPDATE")  # ok: in a transaction
        await connection.execute("UPDATE jobs SET status = 'running' WHERE id = $1", job["id"])


@app.post("/jobs/given")
async def next_given(
    connection: asyncpg.Connection = Depends(connection_in_transaction),
) -> None:
    await connection.fetchrow("SELECT id FROM jobs LIMIT 1 FOR UPDATE")  # ok: the dependency opened it


async def lock_job(connection: asyncpg.Connection, job_id: int) -> None:
    await connection.fetchrow("SELECT id FROM jobs WHERE id = $1 FOR UPDATE", job_id)  # ok: its caller opens one


@app.post("/jobs/{job_id}")
async def run_job(job_id: int, found: asyncpg.Pool = Depends(pool)) -> None:
    async with found.acquire() as connection:
        async with connection.transaction():
            await lock_job(connection, job_id)


async def never_called(connection: asyncpg.Connection) -> None:
    await connection.fetchrow("SELECT id FROM jobs FOR UPDATE")  # ok: who calls it is not known


def with_psycopg() -> None:
    connection = psycopg.connect("dbname=shop", autocommit=True)
    connection.execute("SELECT id FROM jobs FOR UPDATE")  # expect: autocommit "(`psycopg.connect`)"
    connection.execute("UPDATE jobs SET status = 'running'")


def with_psycopg_block() -> None:
    connection = psycopg.connect("dbname=shop", autocommit=True)
    with connection.transaction():
        connection.execute("SELECT id FROM jobs FOR UPDATE")  # ok: the block sends BEGIN


def with_psycopg_default() -> None:
    with psycopg.connect("dbname=shop") as connection:
        connection.execute("SELECT id FROM jobs FOR UPDATE")  # ok: a transaction begins with the statement
