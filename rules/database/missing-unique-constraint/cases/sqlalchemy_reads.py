import secrets

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[str] = mapped_column(String(64))  # expect: unprotected "one `Payment` at the most has a given `charge_id`"
    event_id: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    order_number: Mapped[str] = mapped_column(String(64))  # expect: unprotected "`shop_id, order_number`"
    shop_id: Mapped[int] = mapped_column()
    deleted_at: Mapped[str | None] = mapped_column()


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(64))
    username: Mapped[str] = mapped_column(String(64))
    slug: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(String(64))
    shop_id: Mapped[int] = mapped_column()
    __table_args__ = (
        UniqueConstraint("shop_id", "slug"),
        Index("uq_mail", func.lower(email), unique=True),
    )


class Session_(Base):
    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))


Index("uq_token", Session_.token, unique=True)


class ApiKey(Base):
    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    api_key: Mapped[str] = mapped_column(String(64), default=lambda: secrets.token_urlsafe(32))


async def key_of(session: AsyncSession, key: str) -> ApiKey:
    found = await session.execute(select(ApiKey).where(ApiKey.api_key == key))
    return found.scalar_one()  # ok: drawn at random


class LoginHistory(Base):
    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64))


async def by_charge(session: AsyncSession, charge_id: str) -> Payment | None:
    statement = select(Payment)
    statement = statement.where(Payment.charge_id == charge_id, Payment.deleted_at.is_(None))
    result = await session.execute(statement)
    return result.scalar_one_or_none()


def by_charge_again(session: Session, charge_id: str) -> Payment:
    return session.query(Payment).filter(Payment.charge_id == charge_id).one()  # ok: told with the first one


def by_order(session: Session, shop_id: int, number: str) -> Payment | None:
    query = session.query(Payment).filter_by(shop_id=shop_id, order_number=number)
    return query.one_or_none()


def by_key(session: Session, key: str) -> Payment | None:
    return session.scalars(select(Payment).where(Payment.idempotency_key == key)).one_or_none()  # ok: unique


def any_event(session: Session, event_id: str) -> Payment | None:
    statement = select(Payment).where(Payment.event_id == event_id).order_by(Payment.id.desc()).limit(1)
    return session.execute(statement).scalar_one_or_none()  # ok: takes one of several


def first_event(session: Session, event_id: str) -> Payment | None:
    return session.query(Payment).filter(Payment.event_id == event_id).first()  # ok: takes one of several


def counted(session: Session, event_id: str) -> int:
    return session.execute(select(func.count()).where(Payment.event_id == event_id)).scalar_one()  # ok: counts


def by_note(session: Session, note: str) -> Payment:
    return session.execute(select(Payment).where(Payment.note == note)).scalar_one()  # ok: does not say that it identifies


def in_parts(session: Session, event_id: str, extra: list) -> Payment:
    return session.execute(select(Payment).where(Payment.event_id == event_id, *extra)).scalar_one()  # ok: not known whole


def before(session: Session, event_id: str) -> Payment:
    return session.query(Payment).filter(Payment.event_id != event_id).one()  # ok: not looked up by it


def user_by_slug(session: Session, slug: str) -> User:
    return session.query(User).filter(User.slug == slug).one()  # ok: a constraint holds it together with the shop


def user_by_mail(session: Session, email: str) -> User:
    return session.query(User).filter(User.email == email).one()  # ok: an index over an expression may cover it


def session_by_token(session: Session, token: str) -> Session_:
    return session.query(Session_).filter(Session_.token == token).one()  # ok: the index below the class


def session_by_payment(session: Session, payment_id: int) -> Session_:
    return session.query(Session_).filter(Session_.payment_id == payment_id).one()  # ok: a reference


def login(session: Session, username: str) -> LoginHistory:
    return session.query(LoginHistory).filter(LoginHistory.username == username).one()  # ok: a history
