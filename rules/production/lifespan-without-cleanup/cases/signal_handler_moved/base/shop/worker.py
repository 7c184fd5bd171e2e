import asyncio
import signal

from shop.orders import settle_due


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    while not stop.is_set():
        await settle_due()


asyncio.run(main())
