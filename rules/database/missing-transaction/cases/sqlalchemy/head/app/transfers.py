from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


class Transfers:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def move(self, source: object, target: object) -> None:
        async with self._sessions() as session:
            session.add(source)
            session.add(target)
            await session.commit()
