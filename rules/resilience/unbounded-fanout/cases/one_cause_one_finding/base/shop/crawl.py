import asyncio

import httpx


async def one(client: httpx.AsyncClient, url: str, limit: asyncio.Semaphore) -> str:
    async with limit:
        return (await client.get(url)).text


async def fetch_all(client: httpx.AsyncClient, urls: list[str]) -> list[str]:
    limit = asyncio.Semaphore(5)
    return await asyncio.gather(*[one(client, url, limit) for url in urls])
