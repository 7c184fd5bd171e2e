import httpx


class PaymentGateway:
    def __init__(self) -> None:
        self.client = httpx.AsyncClient(timeout=5)

    async def charge(self, order_id: int) -> None:
        await self.client.post("https://pay.example", json={"order": order_id})
