import asyncio

from shop.log import logger
from shop.orders import settle_due


class Settler:
    async def run(self) -> None:
        while True:
            await self.settle()  # ok: caught in there
            await asyncio.sleep(30)

    async def settle(self) -> None:
        try:
            await settle_due()
        except Exception:
            logger.exception("settling failed")
