import asyncio

from shop.log import logger
from shop.orders import settle_due


class Settler:
    async def run(self) -> None:
        while True:
            try:
                await settle_due()
            except Exception:
                logger.exception("settling failed")
            await asyncio.sleep(30)
