import asyncio

from shop.orders import settle_due


async def main() -> None:
    stop = asyncio.Event()
    while not stop.is_set():
        await settle_due()


asyncio.run(main())
