import asyncio

from shop.settings import settings


class Mailer:
    def __init__(self) -> None:
        self._jobs: asyncio.Queue[str] = asyncio.Queue(settings.queue_size)  # ok: a setting

    async def send(self, address: str) -> None:
        await self._jobs.put(address)
