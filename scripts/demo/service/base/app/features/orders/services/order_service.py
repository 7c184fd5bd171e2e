from decimal import Decimal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.features.orders.domain.order import Money, Order, OrderError, OrderStatus
from app.features.orders.dto.order_dto import CreateOrderDto
from app.features.orders.repositories.order_repository import OrderRepository

log = structlog.get_logger()

TICKET_PRICE = Decimal("24.90")


class OrderService:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def create(self, dto: CreateOrderDto) -> Order:
        total = Money(TICKET_PRICE * len(dto.tickets), "EUR")
        order = Order(id=None, customer_id=dto.customer_id, total=total, tickets=dto.tickets)
        async with self._sessions.begin() as session:
            order.id = await OrderRepository(session).add(order)
        log.info("order_created", order_id=order.id, customer_id=order.customer_id)
        return order

    async def is_payable(self, order_id: int, minor_units: int) -> bool:
        async with self._sessions() as session:
            order = await OrderRepository(session).get(order_id)
        if order is None or order.status is not OrderStatus.NEW:
            return False
        return order.total.amount * 100 == minor_units

    async def pay(self, order_id: int, charge_id: str, amount: Decimal) -> None:
        async with self._sessions.begin() as session:
            orders = OrderRepository(session)
            if await orders.find_payment(charge_id) is not None:
                log.info("payment_seen_before", charge_id=charge_id)
                return
            order = await orders.get_locked(order_id)
            if order is None:
                raise OrderError(f"There is no order {order_id}")
            if order.total.amount != amount:
                raise OrderError(f"Order {order_id} costs {order.total.amount}, not {amount}")
            order.mark_paid()
            await orders.add_payment(order_id, charge_id, amount)
            await orders.save(order)
