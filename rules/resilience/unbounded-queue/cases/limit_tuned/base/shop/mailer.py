import asyncio


class Mailer:
    def __init__(self) -> None:
        self._jobs: asyncio.Queue[str] = asyncio.Queue(maxsize=100)

    async def send(self, address: str) -> None:
        await self._jobs.put(address)
