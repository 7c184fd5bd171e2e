import asyncio

from shop.log import logger
from shop.orders import settle_due


class Settler:
    async def run(self) -> None:
        while True:
            try:  # expect-left: guard-removed "try … except Exception"
                await settle_due()
            except Exception:
                logger.exception("settling failed")
            await asyncio.sleep(30)
