import httpx


class Tokens:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def current(self) -> str:
        response = await self._client.post("https://id.example.com/token")
        return response.json()["access_token"]  # ok: nothing is shared any more
