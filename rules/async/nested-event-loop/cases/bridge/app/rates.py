import asyncio


async def fetch_rate(currency: str) -> float:
    return 1.0


class Rates:
    def current(self, currency: str) -> float:
        return asyncio.run(fetch_rate(currency))  # ok: reported where an async function calls it

    async def latest(self, currency: str) -> float:
        return await fetch_rate(currency)
