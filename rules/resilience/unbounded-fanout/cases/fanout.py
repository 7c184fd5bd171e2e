import asyncio

import aiosqlite
import asyncpg
import discord
import httpx

NAMES = ["a", "b"]
limit = asyncio.Semaphore(10)


async def load(client: httpx.AsyncClient, name: str) -> httpx.Response:
    return await client.get(f"https://example.com/{name}")


async def load_gently(client: httpx.AsyncClient, name: str) -> httpx.Response:
    async with limit:
        return await client.get(f"https://example.com/{name}")


async def double(name: str) -> str:
    return name * 2


async def everything(client: httpx.AsyncClient, names: list[str]) -> list:
    return await asyncio.gather(*[load(client, name) for name in names])  # expect: fanout "one `load` for every item of `names`"


async def generator(pool: asyncpg.Pool, ids: list[int]) -> None:
    await asyncio.gather(*(pool.execute("DELETE FROM t WHERE id = $1", i) for i in ids))  # ok: the pool makes them wait


async def lazily(client: httpx.AsyncClient, names: list[str]) -> None:
    await asyncio.gather(*(client.get(name) for name in names))  # expect: fanout "`httpx.AsyncClient.get`"


async def group(client: httpx.AsyncClient, names: list[str]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for name in names:
            tasks.create_task(load(client, name))  # expect: fanout "`tasks.create_task` starts one `load`"


async def gently(client: httpx.AsyncClient, names: list[str]) -> list:
    return await asyncio.gather(*[load_gently(client, name) for name in names])  # ok: a semaphore inside


async def chunked(client: httpx.AsyncClient, names: list[str]) -> None:
    for batch in batched(names, 10):
        await asyncio.gather(*[load(client, name) for name in batch])  # ok: ten at once


def batched(names: list[str], size: int):
    yield names[:size]


async def few(client: httpx.AsyncClient) -> None:
    await asyncio.gather(*[load(client, name) for name in ("a", "b")])  # ok: two
    await asyncio.gather(*[load(client, name) for name in NAMES])  # ok: a constant
    await asyncio.gather(*[load(client, str(n)) for n in range(5)])  # ok: five
    await asyncio.gather(load(client, "a"), load(client, "b"))  # ok: two


async def sliced(client: httpx.AsyncClient, names: list[str]) -> None:
    await asyncio.gather(*[load(client, name) for name in names[:10]])  # ok: ten


async def local(names: list[str]) -> None:
    await asyncio.gather(*[double(name) for name in names])  # ok: nothing reaches outside


async def on_one_connection(db: aiosqlite.Connection, ids: list[int]) -> None:
    await asyncio.gather(*(db.execute("DELETE FROM t WHERE id = ?", (i,)) for i in ids))  # ok: one after the other


class Panels:
    def __init__(self, panels: list[str], users: list[str]) -> None:
        self._panels = panels
        self._users = users

    async def ask_panels(self, client: httpx.AsyncClient) -> list:
        return await asyncio.gather(*[client.get(panel) for panel in self._panels])  # ok: somebody set them up

    async def ask_users(self, client: httpx.AsyncClient) -> list:
        return await asyncio.gather(*[client.get(user) for user in self._users])  # expect: fanout


async def mark(notice: discord.Message, text: str) -> None:
    await notice.edit(content=text)


async def close_all(notices: list[discord.Message], members: list[discord.Member]) -> None:
    await asyncio.gather(*(mark(notice, "closed") for notice in notices))  # ok: the library keeps to the limits
    await asyncio.gather(*(member.send("closed") for member in members))  # ok: likewise
