from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.features.wallets.repositories.wallet_repository import WalletRepository


class WalletService:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def top_up(self, customer_id: int, minor_units: int) -> None:
        async with self._sessions.begin() as session:
            await WalletRepository(session).add_to_balance(customer_id, minor_units)
