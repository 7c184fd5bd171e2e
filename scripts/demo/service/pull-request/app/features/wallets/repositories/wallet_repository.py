from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.wallets.models.wallet_model import WalletModel


class WalletRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_to_balance(self, customer_id: int, minor_units: int) -> None:
        query = select(WalletModel).where(WalletModel.customer_id == customer_id)
        wallet = (await self._session.execute(query)).scalar_one()
        wallet.balance += minor_units
