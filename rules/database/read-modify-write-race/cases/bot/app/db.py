from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


async def run(statement: Any, session: AsyncSession) -> Any:
    return await session.execute(statement)
