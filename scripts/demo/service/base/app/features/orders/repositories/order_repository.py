from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.orders.domain.order import Money, Order, OrderStatus
from app.features.orders.models.order_model import OrderModel, PaymentModel


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, order: Order) -> int:
        model = OrderModel(
            customer_id=order.customer_id,
            total=order.total.amount,
            currency=order.total.currency,
            status=order.status,
        )
        self._session.add(model)
        await self._session.flush()
        return model.id

    async def get(self, order_id: int) -> Order | None:
        model = await self._session.get(OrderModel, order_id)
        return self._to_entity(model) if model is not None else None

    async def get_locked(self, order_id: int) -> Order | None:
        model = await self._session.get(OrderModel, order_id, with_for_update=True)
        return self._to_entity(model) if model is not None else None

    async def save(self, order: Order) -> None:
        model = await self._session.get_one(OrderModel, order.id)
        model.status = order.status

    async def find_payment(self, charge_id: str) -> int | None:
        return await self._session.scalar(
            select(PaymentModel.id).where(PaymentModel.charge_id == charge_id)
        )

    async def add_payment(self, order_id: int, charge_id: str, amount: Decimal) -> None:
        self._session.add(PaymentModel(order_id=order_id, charge_id=charge_id, amount=amount))

    def _to_entity(self, model: OrderModel) -> Order:
        return Order(
            id=model.id,
            customer_id=model.customer_id,
            total=Money(model.total, model.currency),
            status=OrderStatus(model.status),
        )
