import asyncio
import sqlite3
from enum import Enum

import asyncpg
import psycopg2
from asgiref.sync import sync_to_async
from django.db import connection
from flask import Flask, request
from sqlalchemy import text
from sqlalchemy.orm import Session

app = Flask(__name__)
TABLE = "orders"
COLUMNS = "id, total"


class Status(Enum):
    PAID = "paid"


@app.get("/orders")
def by_f_string(session: Session):
    name = request.args["name"]
    return session.execute(text(f"SELECT * FROM orders WHERE name = '{name}'")).all()  # expect: value "`name`"


@app.get("/by-percent")
def by_percent():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM orders WHERE name = '%s'" % request.args["name"])  # expect: value


def by_format(cursor: sqlite3.Cursor, name: str) -> None:
    cursor.execute("SELECT * FROM orders WHERE name = '{}'".format(name))  # expect: value


def by_sum(cursor: sqlite3.Cursor, name: str) -> None:
    cursor.execute("SELECT * FROM orders WHERE name = '" + name + "'")  # expect: value


def by_variable(cursor: sqlite3.Cursor, name: str) -> None:
    query = f"SELECT * FROM orders WHERE name = '{name}'"
    cursor.execute(query)  # expect: value


async def by_asyncpg(connection: asyncpg.Connection, name: str) -> None:
    await connection.fetch(f"SELECT * FROM orders WHERE name = '{name}'")  # expect: value


def by_connection(dsn: str, name: str) -> None:
    with psycopg2.connect(dsn) as conn, conn.cursor() as cursor:
        cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")  # expect: value


def by_table(cursor: sqlite3.Cursor, table: str) -> None:
    cursor.execute(f"SELECT * FROM {table}")  # expect: identifier "`table`"


def bound(session: Session, name: str) -> None:
    session.execute(text("SELECT * FROM orders WHERE name = :name"), {"name": name})  # ok: bound


def bound_positional(cursor: sqlite3.Cursor, name: str) -> None:
    cursor.execute("SELECT * FROM orders WHERE name = ?", (name,))  # ok: bound


def constants(cursor: sqlite3.Cursor) -> None:
    cursor.execute(f"SELECT {COLUMNS} FROM {TABLE}")  # ok: constants of the module


def number(cursor: sqlite3.Cursor, limit: int, offset: str) -> None:
    cursor.execute(f"SELECT * FROM orders LIMIT {limit} OFFSET {int(offset)}")  # ok: numbers


def placeholders(cursor: sqlite3.Cursor, ids: list[str]) -> None:
    marks = ", ".join("?" for _ in ids)
    cursor.execute(f"SELECT * FROM orders WHERE id IN ({marks})", ids)  # ok: placeholders


def repeated(cursor: sqlite3.Cursor, ids: list[str]) -> None:
    cursor.execute("SELECT * FROM orders WHERE id IN (%s)" % ", ".join(["?"] * len(ids)), ids)  # ok: placeholders


def state(cursor: sqlite3.Cursor) -> None:
    cursor.execute(f"SELECT * FROM orders WHERE status = '{Status.PAID.value}'")  # ok: member of an enum


def chosen(cursor: sqlite3.Cursor, newest: bool) -> None:
    order = "DESC" if newest else "ASC"
    cursor.execute(f"SELECT * FROM orders ORDER BY id {order}")  # ok: one of two constants


def never_run(name: str) -> str:
    return f"SELECT * FROM orders WHERE name = '{name}'"  # ok: only text


def as_number(cursor: sqlite3.Cursor, thread) -> None:
    cursor.execute("KILL %d" % (thread))  # ok: converted to a number


def another_execute(runner, name: str) -> None:
    runner.execute(f"deploy {name}")  # ok: not a database


def keep_old(connection: sqlite3.Connection, backup: str):
    connection.execute(f"ALTER TABLE orders RENAME TO {backup}")  # ok: whoever changes the schema chooses the names


def estimate(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reltuples FROM pg_class WHERE relname = '{table}'")  # ok: the code gives it literals only
        return cursor.fetchone()[0]


async def counts() -> tuple[int, int, int]:
    players = await sync_to_async(estimate)("player")
    rounds = await asyncio.to_thread(estimate, "round")
    return players, rounds, estimate(table="guild")


def estimate_named(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reltuples FROM pg_class WHERE relname = '{table}'")  # expect: value
        return cursor.fetchone()[0]


async def count_of(name: str) -> int:
    return await sync_to_async(estimate_named)("player") + await sync_to_async(estimate_named)(name)


def valid_schema(name: str) -> bool:
    return name.isidentifier()


@app.post("/schemas/<schema>/drop")
def drop_schema(schema: str, session: Session):
    if not valid_schema(schema):
        raise ValueError(schema)
    session.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))  # ok: only what passes the test comes here


@app.get("/schemas/<schema>")
def schema_version(schema: str, session: Session):
    return session.execute(text(f'SET search_path TO "{schema}"'))  # expect: identifier "from `schema`"


def sequence_name(project_id: int) -> str:
    return f"refs_{project_id}"


def make_sequence(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE {0} START %s".format(name), [1])  # ok: the code makes the name


@app.post("/projects/<int:project_id>/sequence")
def add_sequence(project_id: int):
    make_sequence(sequence_name(project_id))


def drop_sequence(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SEQUENCE {0}".format(name))  # expect: identifier "from `name`"


@app.post("/sequences/drop")
def drop_named_sequence():
    drop_sequence(request.args["name"])
