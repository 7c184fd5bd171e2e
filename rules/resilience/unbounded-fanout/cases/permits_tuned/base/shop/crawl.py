import asyncio

import httpx

limit = asyncio.Semaphore(10)


class Crawler:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch(self, url: str) -> str:
        async with limit:
            response = await self._client.get(url)
            return response.text

    async def on_message(self, url: str) -> str:
        return await self.fetch(url)
