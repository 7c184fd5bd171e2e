from sqlalchemy import String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(64))
    username: Mapped[str] = mapped_column(String(64))
    referral_code: Mapped[str] = mapped_column(String(64))  # expect: unprotected "`referral_code`"


def by_email(session: Session, email: str) -> User:
    return session.execute(select(User).where(User.email == email)).scalar_one()  # ok: a migration made it unique


def by_name(session: Session, username: str) -> User:
    return session.execute(select(User).where(User.username == username)).scalar_one()  # ok: so did the first one


def by_key(session: Session, referral_code: str) -> User:
    return session.execute(select(User).where(User.referral_code == referral_code)).scalar_one()
