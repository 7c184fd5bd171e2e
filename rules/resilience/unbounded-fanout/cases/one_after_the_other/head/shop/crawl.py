import httpx


async def one(client: httpx.AsyncClient, url: str) -> str:
    return (await client.get(url)).text  # ok: one after the other now


async def fetch_all(client: httpx.AsyncClient, urls: list[str]) -> list[str]:
    return [await one(client, url) for url in urls]
