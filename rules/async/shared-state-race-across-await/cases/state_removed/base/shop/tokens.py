import asyncio

import httpx


class Tokens:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._token: str | None = None
        self._lock = asyncio.Lock()

    async def current(self) -> str:
        async with self._lock:
            if self._token is None:
                response = await self._client.post("https://id.example.com/token")
                self._token = response.json()["access_token"]
            return self._token
