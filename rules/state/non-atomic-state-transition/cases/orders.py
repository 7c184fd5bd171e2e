import enum

from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class OrderStatus(enum.Enum):
    PENDING = "pending"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[OrderStatus]

    def ship(self) -> None:
        if self.status != OrderStatus.PAID:
            raise ValueError("not paid")
        self.status = OrderStatus.SHIPPED  # ok: the entity saves nothing


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]


class Versioned(Base):
    __tablename__ = "versioned_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[OrderStatus]
    version: Mapped[int]
    __mapper_args__ = {"version_id_col": version}


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, order_id: int) -> Order:
        return (await self.session.execute(select(Order).where(Order.id == order_id))).scalar_one()

    async def get_locked(self, order_id: int) -> Order:
        query = select(Order).where(Order.id == order_id).with_for_update()
        return (await self.session.execute(query)).scalar_one()


async def cancel(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    if order.status != OrderStatus.PENDING:
        raise ValueError("too late")
    # expect: found "then sets it to `OrderStatus.CANCELLED`"
    order.status = OrderStatus.CANCELLED
    await session.commit()


async def close(session: AsyncSession, task_id: int) -> None:
    task = await session.scalar(select(Task).where(Task.id == task_id))
    if task.state == "open":
        task.state = "closed"  # expect: found "`state` of `Task`"
        await session.commit()


async def ship(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    order.ship()  # expect: entity "calls `order.ship()`"
    await session.commit()


async def cancel_by_repository(orders: OrderRepository, session: AsyncSession, order_id: int) -> None:
    order = await orders.get(order_id)
    if order.status != OrderStatus.PENDING:
        raise ValueError("too late")
    order.status = OrderStatus.CANCELLED  # expect: found
    await session.commit()


async def cancel_locked(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id, with_for_update=True)
    if order.status != OrderStatus.PENDING:
        raise ValueError("too late")
    order.status = OrderStatus.CANCELLED  # ok: the row is locked
    await session.commit()


async def cancel_by_locking_repository(orders: OrderRepository, session: AsyncSession, order_id: int) -> None:
    order = await orders.get_locked(order_id)
    if order.status != OrderStatus.PENDING:
        raise ValueError("too late")
    order.status = OrderStatus.CANCELLED  # ok: the repository locks the row
    await session.commit()


async def cancel_under_lock(session: AsyncSession, redis: Redis, order_id: int) -> None:
    async with redis.lock(f"order:{order_id}", timeout=10):
        order = await session.get(Order, order_id)
        if order.status != OrderStatus.PENDING:
            raise ValueError("too late")
        order.status = OrderStatus.CANCELLED  # ok: a lock is held
        await session.commit()


async def cancel_versioned(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Versioned, order_id)
    if order.status != OrderStatus.PENDING:
        raise ValueError("too late")
    order.status = OrderStatus.CANCELLED  # ok: a version column
    await session.commit()


async def cancel_conditionally(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    if order.status != OrderStatus.PENDING:
        raise ValueError("too late")
    await session.execute(
        update(Order)
        .where(Order.id == order_id, Order.status == OrderStatus.PENDING)
        .values(status=OrderStatus.CANCELLED)  # ok: the database decides
    )
    await session.commit()


async def create(session: AsyncSession) -> None:
    order = Order(status=OrderStatus.PENDING)
    if order.status == OrderStatus.PENDING:
        order.status = OrderStatus.PAID  # ok: a new row
    session.add(order)
    await session.commit()
