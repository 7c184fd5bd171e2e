import httpx


class Ledger:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def book(self, entry_id: str, cents: int) -> None:
        await self._client.post(
            "https://ledger.example.com/entries",
            json={"cents": cents},
            headers={"Idempotency-Key": entry_id},  # expect-left: guard-removed "Idempotency-Key"
        )
