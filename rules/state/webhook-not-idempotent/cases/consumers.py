import stripe
from faststream.kafka import KafkaBroker
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

broker = KafkaBroker("localhost:9092")


class Base(DeclarativeBase):
    pass


class Wallet(Base):
    __tablename__ = "wallets"

    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]


def engine_session() -> Session: ...


@broker.subscriber("refunds.requested")
def refund(message: dict) -> None:
    stripe.Refund.create(charge=message["charge"])  # expect: repeats "moves money with `stripe.Refund.create`"


@broker.subscriber("refunds.keyed")
def refund_keyed(message: dict) -> None:
    stripe.Refund.create(charge=message["charge"], idempotency_key=message["id"])  # ok: the provider de-duplicates


@broker.subscriber("wallets.changed")
def change(message: dict) -> None:
    with engine_session() as session:
        wallet = session.get(Wallet, message["wallet"])
        wallet.balance -= message["amount"]  # expect: repeats "receives messages"
        session.commit()


@broker.subscriber("wallets.versioned")
def change_versioned(message: dict) -> None:
    with engine_session() as session:
        wallet = session.get(Wallet, message["wallet"])
        wallet.balance = message["balance"]  # ok: overwrites
        session.commit()
