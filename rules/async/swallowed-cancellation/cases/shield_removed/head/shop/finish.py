from sqlalchemy.ext.asyncio import AsyncSession


async def finish(session: AsyncSession) -> None:
    await session.commit()  # ok: reported where the shield stood
