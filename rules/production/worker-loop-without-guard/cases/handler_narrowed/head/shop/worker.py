import asyncio

from shop.log import logger
from shop.orders import settle_due


class Settler:
    async def run(self) -> None:
        while True:
            try:  # expect: guard-weakened "except ValueError"
                await settle_due()
            except ValueError:
                logger.exception("settling failed")
            await asyncio.sleep(30)
