import httpx


async def reserve(client: httpx.AsyncClient, sku: str) -> bool:
    response = await client.put(f"https://stock.example.com/{sku}")  # ok: reported where the retry stood
    return response.status_code == 200
