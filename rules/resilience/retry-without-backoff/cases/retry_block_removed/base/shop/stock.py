import httpx
from tenacity import AsyncRetrying, stop_after_attempt, wait_random_exponential


async def reserve(client: httpx.AsyncClient, sku: str) -> bool:
    async for attempt in AsyncRetrying(stop=stop_after_attempt(4), wait=wait_random_exponential()):  # expect-left: guard-removed-retry
        with attempt:
            response = await client.put(f"https://stock.example.com/{sku}")
            return response.status_code == 200
    return False
