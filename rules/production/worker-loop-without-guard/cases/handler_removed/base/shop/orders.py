import httpx


async def settle_due() -> None:
    async with httpx.AsyncClient() as client:
        await client.post("https://pay.example.com/settle")
