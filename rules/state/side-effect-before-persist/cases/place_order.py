from abc import ABC, abstractmethod

import stripe
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    charge: Mapped[str | None]


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


class OrderRepositoryPort(ABC):
    @abstractmethod
    async def save(self, order: Order) -> Order: ...


class PaymentGatewayPort(ABC):
    @abstractmethod
    async def charge(self, amount: int, customer: str) -> str: ...


class NotificationPort(ABC):
    @abstractmethod
    async def send(self, to: str, body: str) -> None: ...


class OrderService:
    def __init__(
        self,
        order_repository: OrderRepositoryPort,
        payment_gateway: PaymentGatewayPort,
        notification_service: NotificationPort,
    ) -> None:
        self.orders = order_repository
        self.payments = payment_gateway
        self.notifications = notification_service

    async def place_order(self, order: Order, total: int) -> Order:
        # expect: found "the first thing kept of it is `self.orders.save`"
        payment = await self.payments.charge(amount=total, customer="c")
        order.status = payment
        saved = await self.orders.save(order)
        await self.notifications.send(to="c", body="done")
        return saved

    async def place_pending(self, order: Order, total: int) -> Order:
        await self.orders.save(order)
        await self.payments.charge(amount=total, customer="c")  # ok: stored as pending before
        return await self.orders.save(order)

    async def remind(self, order: Order) -> None:
        await self.notifications.send(to="c", body="pay")  # ok: no money
        await self.orders.save(order)


def charge_then_add(session: Session, amount: int) -> None:
    charge = stripe.Charge.create(amount=amount, currency="eur")  # expect: found
    session.add(Order(charge=charge.id, status="paid"))
    session.commit()


def charge_keyed(session: Session, amount: int, key: str) -> None:
    charge = stripe.Charge.create(amount=amount, idempotency_key=key)  # ok: another attempt gets the same charge
    session.add(Order(charge=charge.id, status="paid"))
    session.commit()


def charge_pending(session: Session, order_id: int, amount: int) -> None:
    order = session.get(Order, order_id)
    charge = stripe.Charge.create(amount=amount)  # ok: the order was begun before
    order.charge = charge.id
    session.commit()


def charge_customer(session: Session, customer_id: int, amount: int) -> None:
    customer = session.scalar(select(Customer).where(Customer.id == customer_id))
    charge = stripe.Charge.create(amount=amount, receipt_email=customer.email)  # expect: found
    session.add(Order(charge=charge.id, status="paid"))
    session.commit()


def charge_only(amount: int) -> str:
    return stripe.Charge.create(amount=amount).id  # ok: stores nothing itself


def charge_through_helper(session: Session, amount: int) -> None:
    charge = charge_only(amount)  # expect: found "calls `charge_only`"
    session.add(Order(charge=charge, status="paid"))
    session.commit()


def pay(session: Session, order: Order, amount: int) -> None:
    order.charge = stripe.Charge.create(amount=amount).id  # ok: its caller stored the order before
    session.commit()


def checkout(session: Session, amount: int) -> None:
    order = Order(status="pending")
    session.add(order)
    session.commit()
    pay(session, order, amount)


def logs_failure(session: Session, amount: int) -> None:
    try:
        stripe.Charge.create(amount=amount)  # ok: only the failure is stored here
    except stripe.CardError:
        session.add(Order(status="failed"))
        session.commit()


def reads(session: Session, charge: str) -> None:
    found = stripe.Charge.retrieve(charge)  # ok: reads
    session.add(Order(charge=found.id, status="paid"))
    session.commit()


def charge_with_key(session: Session, order: Order) -> None:
    params = dict(amount=1, currency="eur", confirm=True, idempotency_key=f"order:{order.id}")
    charge = stripe.PaymentIntent.create(**params)  # ok: another attempt is answered with the same payment
    order.charge = charge.id
    session.commit()
