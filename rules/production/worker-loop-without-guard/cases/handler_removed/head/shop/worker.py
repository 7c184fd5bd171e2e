import asyncio

from shop.orders import settle_due


class Settler:
    async def run(self) -> None:
        while True:
            await settle_due()  # ok: reported where the handler stood
            await asyncio.sleep(30)
