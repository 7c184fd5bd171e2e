import httpx


class Crawler:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch(self, url: str) -> str:
        response = await self._client.get(url)  # ok: reported where the semaphore stood
        return response.text

    async def on_message(self, url: str) -> str:
        return await self.fetch(url)
