from sqlalchemy import Numeric, String, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "products"

    id: Mapped[int] = mapped_column(primary_key=True)
    stock: Mapped[int] = mapped_column()
    views: Mapped[int] = mapped_column()
    version_note: Mapped[str] = mapped_column(String(20))
    price: Mapped[int] = mapped_column(Numeric(12, 2))


class Wallet(Base):
    __tablename__ = "wallets"
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int] = mapped_column()
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


async def buy(session: AsyncSession, product_id: int, count: int) -> None:
    product = await session.get(Product, product_id)
    if product is None or product.stock < count:
        raise ValueError("sold out")
    product.stock -= count  # expect: lost @5 "computes `stock` of `Product`"
    await session.commit()


def buy_queried(session: Session, product_id: int, count: int) -> None:
    product = session.execute(select(Product).where(Product.id == product_id)).scalar_one()
    left = product.stock - count
    product.stock = left  # expect: lost
    session.commit()


def highest(session: Session, product_id: int, offer: int) -> None:
    product = session.query(Product).filter(Product.id == product_id).first()
    product.price = max(product.price, offer)  # expect: lost
    session.flush()


def count_view(session: Session, product_id: int) -> None:
    product = session.get(Product, product_id)
    product.views += 1  # expect: lost
    session.commit()


def values_from_python(session: Session, product_id: int, count: int) -> None:
    product = session.get(Product, product_id)
    session.execute(  # expect: lost
        update(Product).where(Product.id == product_id).values(stock=product.stock - count)
    )
    session.commit()


def handed_in(session: Session, product: Product, count: int) -> None:
    product.stock -= count  # expect: lost
    session.commit()


def locked(session: Session, product_id: int, count: int) -> None:
    product = session.get(Product, product_id, with_for_update=True)
    product.stock -= count  # ok: the row is locked
    session.commit()


async def locked_select(session: AsyncSession, product_id: int, count: int) -> None:
    query = select(Product).where(Product.id == product_id).with_for_update()
    product = (await session.execute(query)).scalar_one()
    product.stock -= count  # ok: the row is locked
    await session.commit()


def locked_later(session: Session, product_id: int, count: int) -> None:
    product = session.get(Product, product_id)
    session.refresh(product, with_for_update=True)
    product.stock -= count  # ok: read again under a lock
    session.commit()


def advisory(session: Session, product_id: int, count: int) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": product_id})
    product = session.get(Product, product_id)
    product.stock -= count  # ok: an advisory lock is held
    session.commit()


def in_database(session: Session, product_id: int, count: int) -> None:
    product = session.get(Product, product_id)
    product.stock = Product.stock - count  # ok: computed by the database
    session.commit()


def statement_in_database(session: Session, product_id: int, count: int) -> None:
    session.execute(
        update(Product).where(Product.id == product_id).values(stock=Product.stock - count)  # ok: computed by the database
    )
    session.commit()


def conditional(session: Session, product_id: int, count: int) -> bool:
    product = session.get(Product, product_id)
    result = session.execute(  # ok: happens only while the stock is what was read
        update(Product)
        .where(Product.id == product_id, Product.stock == product.stock)
        .values(stock=product.stock - count)
    )
    session.commit()
    return result.rowcount == 1


def versioned(session: Session, wallet_id: int, amount: int) -> None:
    wallet = session.get(Wallet, wallet_id)
    wallet.balance -= amount  # ok: the version column catches the second writer
    session.commit()


def overwrite(session: Session, product_id: int, price: int) -> None:
    product = session.get(Product, product_id)
    product.price = price  # ok: a plain overwrite
    product.version_note = product.version_note.strip()  # ok: no arithmetic
    session.commit()


def fresh(session: Session, count: int) -> Product:
    product = Product(stock=0)
    product.stock += count  # ok: nobody else has the row yet
    session.add(product)
    session.commit()
    return product


def not_written(product: Product, count: int) -> int:
    product.stock -= count  # ok: nothing here writes it
    return product.stock
