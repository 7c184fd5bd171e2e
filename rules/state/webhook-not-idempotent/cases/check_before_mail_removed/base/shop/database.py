from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

session = AsyncSession(create_async_engine("postgresql+asyncpg://db"))
