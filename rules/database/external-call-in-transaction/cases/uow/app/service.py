from sqlalchemy import text

from app.gateway import PaymentGateway
from app.unit_of_work import UnitOfWork


class OrderService:
    def __init__(self, uow: UnitOfWork, gateway: PaymentGateway) -> None:
        self.uow = uow
        self.gateway = gateway

    async def pay(self, order_id: int) -> None:
        async with self.uow:
            await self.uow.session.execute(text("UPDATE orders SET status = 'paid' WHERE id = 1"))
            await self.gateway.charge(order_id)  # expect: held "`UnitOfWork`"
            await self.uow.commit()

    async def pay_after(self, order_id: int) -> None:
        async with self.uow:
            await self.uow.session.execute(text("UPDATE orders SET status = 'paying' WHERE id = 1"))
            await self.uow.commit()
        await self.gateway.charge(order_id)  # ok: after the block
