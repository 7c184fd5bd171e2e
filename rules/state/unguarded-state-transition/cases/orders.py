import enum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class OrderStatus(enum.Enum):
    PENDING = "pending"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class Switch(enum.Enum):
    ON = "on"
    OFF = "off"


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[OrderStatus]

    def submit(self) -> None:
        if self.status != OrderStatus.PENDING:
            raise ValueError("already submitted")
        self.status = OrderStatus.PAID  # ok: guarded in the entity


class Report(Base):
    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[OrderStatus]
    state: Mapped[Switch]


async def pay(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    order.status = OrderStatus.PAID  # expect: unguarded "of its 4 states"
    await session.commit()


async def pay_by_update(session: AsyncSession, order_id: int) -> None:
    await session.execute(  # expect: unguarded "sets `Order.status` to `OrderStatus.PAID`"
        update(Order).where(Order.id == order_id).values(status=OrderStatus.PAID)
    )


async def publish(session: AsyncSession, report_id: int) -> None:
    report = await session.get(Report, report_id)
    report.status = OrderStatus.SHIPPED  # expect: unguarded
    report.state = Switch.ON  # ok: two states
    await session.commit()


async def pay_guarded(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    if order.status is not OrderStatus.PENDING:
        raise ValueError("too late")
    order.status = OrderStatus.PAID  # ok: tested
    await session.commit()


async def pay_where(session: AsyncSession, order_id: int) -> None:
    await session.execute(
        update(Order)
        .where(Order.id == order_id, Order.status == OrderStatus.PENDING)
        .values(status=OrderStatus.PAID)  # ok: the database decides
    )


async def pay_chosen(session: AsyncSession) -> None:
    order = await session.scalar(select(Order).where(Order.status == OrderStatus.PENDING).limit(1))
    order.status = OrderStatus.PAID  # ok: chosen by its state
    await session.commit()


async def pay_checked(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    ensure_transition(order, OrderStatus.PAID)
    order.status = OrderStatus.PAID  # ok: a guard is asked
    await session.commit()


def ensure_transition(order: Order, status: OrderStatus) -> None:
    if (order.status, status) not in {(OrderStatus.PENDING, OrderStatus.PAID)}:
        raise ValueError("not allowed")


async def set_status(session: AsyncSession, order_id: int, status: OrderStatus) -> None:
    order = await session.get(Order, order_id)
    order.status = status  # ok: a computed value
    await session.commit()


async def create(session: AsyncSession) -> None:
    order = Order()
    order.status = OrderStatus.PENDING  # ok: a new row
    session.add(order)
    await session.commit()


async def fail(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    try:
        order.submit()
    except ValueError:
        order.status = OrderStatus.CANCELLED  # ok: in an error handler
    await session.commit()


def mark(order: Order) -> None:
    order.status = OrderStatus.SHIPPED  # ok: handed in


async def cancel_by_admin(session: AsyncSession, order_id: int, user_id: int) -> None:
    if not is_admin(user_id):
        return
    order = await session.get(Order, order_id)
    order.status = OrderStatus.CANCELLED  # expect: unguarded
    await session.commit()


async def cancel_if_open(session: AsyncSession, order_id: int, user_id: int) -> None:
    order = await session.get(Order, order_id)
    if not is_cancellable(order):
        return
    order.status = OrderStatus.CANCELLED  # ok: asked before
    await session.commit()


def is_admin(user_id: int) -> bool:
    return user_id == 1


def is_cancellable(order: Order) -> bool:
    return order.id > 0


async def close_and_show(session: AsyncSession, order_id: int) -> str:
    order = await session.get(Order, order_id)
    order.status = OrderStatus.CANCELLED  # expect: unguarded
    await session.commit()
    return await show(session, order_id)


async def close_if_shown_open(session: AsyncSession, order_id: int) -> None:
    await show(session, order_id)
    order = await session.get(Order, order_id)
    order.status = OrderStatus.CANCELLED  # ok: what was called before looks at the state
    await session.commit()


async def show(session: AsyncSession, order_id: int) -> str:
    order = await session.get(Order, order_id)
    if order.status == OrderStatus.PENDING:
        return "waits for its payment"
    return "closed"
