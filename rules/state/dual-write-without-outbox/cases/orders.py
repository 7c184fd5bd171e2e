import smtplib
from abc import ABC, abstractmethod

import httpx
from aiogram.types import Message
from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncSession
from shop_contracts import SmsPort
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)


class OutboxEvent(Base):
    __tablename__ = "outbox_events"

    id: Mapped[int] = mapped_column(primary_key=True)


class OrderRepositoryPort(ABC):
    @abstractmethod
    async def save(self, order: Order) -> Order: ...


class NotificationPort(ABC):
    @abstractmethod
    async def send(self, to: str, body: str) -> None: ...


class LocalEventBus:
    async def publish(self, name: str) -> None:
        print(name)


class OrderService:
    def __init__(self, orders: OrderRepositoryPort, notifications: NotificationPort, bus: LocalEventBus) -> None:
        self.orders = orders
        self.notifications = notifications
        self.bus = bus

    async def place(self, order: Order) -> None:
        await self.orders.save(order)
        await self.notifications.send(to="x", body="y")  # expect: stored-first "notifies with `self.notifications.send`"

    async def place_locally(self, order: Order) -> None:
        await self.orders.save(order)
        await self.bus.publish("placed")  # ok: a bus in the process


class InvoiceService:
    def __init__(self, orders: OrderRepositoryPort, mails: "NotificationPort", sms: SmsPort, paper) -> None:
        self.orders = orders
        self.sms = sms
        self.paper = paper

    async def send_sms(self, order: Order) -> None:
        await self.orders.save(order)
        await self.sms.send(to="x", body="y")  # expect: stored-first "`self.sms.send`"

    async def send_paper(self, order: Order) -> None:
        await self.orders.save(order)
        await self.paper.send(to="x", body="y")  # ok: unknown


async def publish_after(session: AsyncSession, producer: AIOKafkaProducer) -> None:
    session.add(Order())
    await session.commit()
    await producer.send_and_wait("orders", b"placed")  # expect: stored-first "publishes with"


async def publish_before(session: AsyncSession, producer: AIOKafkaProducer) -> None:
    await producer.send_and_wait("orders", b"placed")  # expect: sent-first
    session.add(Order())
    await session.commit()


async def call_after(session: AsyncSession, client: httpx.AsyncClient) -> None:
    session.add(Order())
    await session.commit()
    await client.post("https://shipping.example.com/orders", json={})  # expect: stored-first "calls another service"


async def publish_from_outbox(session: AsyncSession, producer: AIOKafkaProducer) -> None:
    session.add(OutboxEvent())
    await session.commit()
    await producer.send_and_wait("orders", b"wake")  # ok: the event is stored


async def publish_only(producer: AIOKafkaProducer) -> None:
    await producer.send_and_wait("orders", b"placed")  # ok: stores nothing


async def publish_inside(session: AsyncSession, producer: AIOKafkaProducer) -> None:
    async with session.begin():
        session.add(Order())
        await producer.send_and_wait("orders", b"placed")  # ok: inside the transaction, another rule's


async def publish_failure(session: AsyncSession, producer: AIOKafkaProducer) -> None:
    try:
        session.add(Order())
        await session.commit()
    except ValueError:
        await producer.send_and_wait("failures", b"failed")  # ok: in an error handler


async def ask_then_store(session: AsyncSession, client: httpx.AsyncClient) -> None:
    await client.post("https://prices.example.com/quote", json={})  # ok: asks before it stores
    session.add(Order())
    await session.commit()


def record_sent(order_mailer: smtplib.SMTP, session: Session) -> None:
    order_mailer.sendmail("shop@example.com", "x@example.com", "done")  # ok: the row records that it was sent
    session.add(Order())
    session.commit()


class Settings(Base):
    __tablename__ = "settings"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_url: Mapped[str] = mapped_column(default="")


def get_settings(session: Session) -> Settings:
    settings = session.get(Settings, 1)
    if settings is None:
        settings = Settings(id=1)
        session.add(settings)
    session.commit()
    return settings


def ship(session: Session, number: str) -> int:
    settings = get_settings(session)
    answer = httpx.post(settings.partner_url, json={"ship": number}, timeout=5)  # ok: what was stored is a default that is asked for
    return answer.status_code


def accept_order(session: Session, order: Order) -> None:
    session.add(order)
    session.commit()
    try:
        httpx.post("https://partner.example/orders", json={"id": order.id}, timeout=5)  # ok: a failure is put right
    except httpx.HTTPError:
        session.delete(order)
        session.commit()
        raise


def announce_order(session: Session, order: Order) -> None:
    session.add(order)
    # the partner reads the order back, so it must be visible before we call
    session.commit()
    httpx.post("https://partner.example/announce", json={"id": order.id}, timeout=5)  # ok: the comment says why


def hand_over(session: Session, order: Order) -> None:
    session.add(order)
    session.commit()
    httpx.post("https://partner.example/handover", json={"id": order.id}, timeout=5)  # expect: stored-first


async def tidy(session: AsyncSession, message: Message) -> None:
    session.add(Order())
    await session.commit()
    await message.delete()  # ok: a message that a bot takes away is no record


async def tidy_elsewhere(session: AsyncSession, client: httpx.AsyncClient) -> None:
    session.add(Order())
    await session.commit()
    await client.delete("https://stock.example.com/reservations/1")  # expect: stored-first


async def init_payment(client: httpx.AsyncClient, number: int) -> str:
    answer = await client.post("https://pay.example.com/init", json={"order": number})
    return answer.json()["url"]


async def kick_best_effort(client: httpx.AsyncClient, number: int) -> None:
    await client.post("https://door.example.com/kick", json={"order": number})


async def send_parcel(client: httpx.AsyncClient, number: int) -> None:
    await client.post("https://post.example.com/parcels", json={"order": number})


async def checkout(session: AsyncSession, client: httpx.AsyncClient) -> str:
    session.add(Order())
    await session.commit()
    return await init_payment(client, 1)  # ok: the order waits for its payment


async def revoke(session: AsyncSession, client: httpx.AsyncClient) -> None:
    session.add(Order())
    await session.commit()
    await kick_best_effort(client, 1)  # ok: the name says that it may fail


async def post_away(session: AsyncSession, client: httpx.AsyncClient) -> None:
    session.add(Order())
    await session.commit()
    await send_parcel(client, 1)  # expect: stored-first
