import asyncio

import httpx

limit = asyncio.Semaphore(10)


class Crawler:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch(self, url: str) -> str:
        response = await self._client.get(url)  # ok: held by the caller
        return response.text

    async def on_message(self, url: str) -> str:
        async with limit:
            return await self.fetch(url)
