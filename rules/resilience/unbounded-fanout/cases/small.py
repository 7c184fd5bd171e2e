# options: {"small": 2}
import asyncio

import httpx


async def load(client: httpx.AsyncClient, name: str) -> httpx.Response:
    return await client.get(f"https://example.com/{name}")


async def five(client: httpx.AsyncClient) -> None:
    await asyncio.gather(*[load(client, str(n)) for n in range(5)])  # expect: fanout
    await asyncio.gather(*[load(client, str(n)) for n in range(2)])  # ok: two
