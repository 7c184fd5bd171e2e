from fastapi import APIRouter
from sqlalchemy import ForeignKey, create_engine, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

router = APIRouter()
plain_engine = create_engine("postgresql://db/shop")
engine = create_engine("postgresql://db/shop", isolation_level="AUTOCOMMIT")
Sessions = sessionmaker(bind=engine)
PlainSessions = sessionmaker(bind=plain_engine)


class Base(DeclarativeBase):
    pass


class Wallet(Base):
    __tablename__ = "wallets"
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Entry(Base):
    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    wallet_id: Mapped[int]


@router.post("/wallets/{wallet_id}/withdraw")
async def withdraw(wallet_id: int, amount: int, session: AsyncSession) -> None:
    wallet = await session.scalar(select(Wallet).where(Wallet.id == wallet_id).with_for_update())
    session.add(Entry(wallet_id=wallet_id))
    await session.commit()  # expect: released "`session.commit` releases the lock of `session.scalar` before `wallet.balance` is written"
    wallet.balance = wallet.balance - amount
    await session.commit()


def withdraw_now(session: Session, wallet_id: int, amount: int) -> None:
    wallet = session.query(Wallet).filter_by(id=wallet_id).with_for_update().one()
    session.commit()  # expect: released "before `wallet.balance`"
    wallet.balance -= amount
    session.commit()


async def withdraw_once(session: AsyncSession, wallet_id: int, amount: int) -> None:
    wallet = await session.scalar(select(Wallet).where(Wallet.id == wallet_id).with_for_update())
    wallet.balance -= amount
    await session.commit()  # ok: one commit, after the change


async def withdraw_in_block(session: AsyncSession, wallet_id: int, amount: int) -> None:
    async with session.begin():
        wallet = await session.get(Wallet, wallet_id, with_for_update=True)
        wallet.balance -= amount  # ok: the block ends after the change


async def locked_again(session: AsyncSession, wallet_id: int, amount: int) -> None:
    wallet = await session.get(Wallet, wallet_id, with_for_update=True)
    await session.commit()
    await session.refresh(wallet, with_for_update=True)
    wallet.balance -= amount  # ok: locked a second time
    await session.commit()


async def each_wallet(session: AsyncSession, wallet_ids: list[int]) -> None:
    for wallet_id in wallet_ids:
        wallet = await session.get(Wallet, wallet_id, with_for_update=True)
        wallet.balance = 0
        await session.commit()  # ok: each round locks its own row


async def refused(session: AsyncSession, wallet_id: int, amount: int) -> None:
    wallet = await session.get(Wallet, wallet_id, with_for_update=True)
    if wallet is None:
        await session.commit()
        return
    wallet.balance -= amount  # ok: the commit is on another way
    await session.commit()


def in_autocommit(wallet_id: int) -> None:
    with Sessions() as session:
        wallet = session.scalar(select(Wallet).with_for_update())  # expect: autocommit "in autocommit (`create_engine`)"
        wallet.balance = 0


def in_autocommit_block() -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT id FROM wallets FOR UPDATE"))  # expect: autocommit
        connection.execute(text("UPDATE wallets SET balance = 0"))


def option_on_connection() -> None:
    connection = plain_engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(text("SELECT id FROM wallets FOR UPDATE"))  # expect: autocommit "`plain_engine.connect().execution_options`"


def plain_session() -> None:
    with PlainSessions() as session:
        wallet = session.scalar(select(Wallet).with_for_update())  # ok: the session opens a transaction
        wallet.balance = 0
        session.commit()
