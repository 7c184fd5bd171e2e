import asyncio
import signal

from shop.orders import settle_due


def listen(stop: asyncio.Event) -> None:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)


async def main() -> None:
    stop = asyncio.Event()
    listen(stop)  # ok: registered in there
    while not stop.is_set():
        await settle_due()


asyncio.run(main())
