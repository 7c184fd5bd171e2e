import asyncio

import httpx


async def one(client: httpx.AsyncClient, url: str) -> str:
    return (await client.get(url)).text  # ok: evidence of the finding below


async def fetch_all(client: httpx.AsyncClient, urls: list[str]) -> list[str]:
    return await asyncio.gather(*[one(client, url) for url in urls])  # expect: fanout
