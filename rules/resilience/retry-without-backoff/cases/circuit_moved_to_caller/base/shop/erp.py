from circuitbreaker import circuit
import httpx


class ErpClient:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @circuit(failure_threshold=5)
    async def push(self, order_id: int) -> None:
        await self._client.post("https://erp.example.com/orders", json={"id": order_id})

    async def sync(self, order_ids: list[int]) -> None:
        for order_id in order_ids:
            await self.push(order_id)
