import httpx


class ErpClient:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def push(self, order_id: int) -> None:
        await self._client.post("https://erp.example.com/orders", json={"id": order_id})
