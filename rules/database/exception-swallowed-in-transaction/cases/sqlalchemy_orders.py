from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, NoResultFound, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)


class Coupon(Base):
    __tablename__ = "coupons"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)


async def place(session: AsyncSession, number: str, code: str) -> None:
    async with session.begin():
        session.add(Order(number=number))
        await session.flush()
        try:
            await session.execute(insert(Coupon).values(code=code))
        except IntegrityError:  # expect: lost "what `session.flush` wrote is lost"
            pass


def place_now(session: Session, number: str, code: str) -> None:
    with session.begin():
        try:
            session.add(Coupon(code=code))
            session.flush()
        except IntegrityError:  # expect: aborted "`session.flush` inside the transaction of `begin`"
            print("used")
        session.execute(insert(Order).values(number=number))


async def place_with_savepoint(session: AsyncSession, number: str, code: str) -> None:
    async with session.begin():
        session.add(Order(number=number))
        try:
            async with session.begin_nested():
                session.add(Coupon(code=code))
                await session.flush()
        except IntegrityError:  # ok: the savepoint takes the failure
            pass
        await session.execute(select(Order))


async def staged(session: AsyncSession, number: str, code: str) -> None:
    async with session.begin():
        session.add(Order(number=number))
        try:
            session.add(Coupon(code=code))
        except IntegrityError:  # ok: nothing is sent yet
            pass
        await session.flush()


async def found(session: AsyncSession, number: str) -> None:
    async with session.begin():
        try:
            order = (await session.execute(select(Order))).scalar_one()
        except NoResultFound:  # ok: the statement did not fail
            order = Order(number=number)
        session.add(order)
        await session.flush()


async def rolled_back(session: AsyncSession, number: str, code: str) -> None:
    async with session.begin():
        session.add(Order(number=number))
        await session.flush()
        try:
            await session.execute(insert(Coupon).values(code=code))
        except IntegrityError:
            await session.rollback()  # ok: the transaction is ended on purpose


async def without_block(session: AsyncSession, number: str, code: str) -> None:
    session.add(Order(number=number))
    await session.flush()
    try:
        await session.execute(insert(Coupon).values(code=code))
    except IntegrityError:  # expect: aborted "inside the transaction of `session`"
        pass
    await session.commit()


async def coupon_by_code(session: AsyncSession, code: str) -> Coupon | None:
    return await session.scalar(select(Coupon).where(Coupon.code == code))


async def found_by_another(session: AsyncSession, code: str) -> Coupon | None:
    session.add(Coupon(code=code))
    try:
        await session.flush()
    except IntegrityError:  # expect: aborted "and `coupon_by_code` fails too"
        return await coupon_by_code(session, code)
    return None


async def found_or_raised(session: AsyncSession, code: str) -> Coupon:
    session.add(Coupon(code=code))
    try:
        await session.flush()
    except IntegrityError:  # expect: aborted "and `coupon_by_code` fails too"
        existing = await coupon_by_code(session, code)
        if existing is None:
            raise
        return existing
    return Coupon(code=code)


async def raised(session: AsyncSession, code: str) -> None:
    session.add(Coupon(code=code))
    try:
        await session.flush()
    except IntegrityError as error:  # ok: raised, and nothing is asked of the session
        raise ValueError(code) from error
    await session.execute(select(Coupon))


async def in_a_loop(session: AsyncSession, codes: list[str]) -> None:
    for code in codes:
        session.add(Coupon(code=code))
        try:
            await session.commit()
        except IntegrityError:  # expect: aborted
            continue


async def rolled_back_in_loop(session: AsyncSession, codes: list[str]) -> None:
    for code in codes:
        session.add(Coupon(code=code))
        try:
            await session.commit()
        except IntegrityError:
            await session.rollback()  # ok: the session works again


async def refused(session: AsyncSession, code: str) -> bool:
    session.add(Coupon(code=code))
    try:
        await session.commit()
    except IntegrityError:  # ok: the session is not used again here
        return False
    return True


async def own_session_for_each(sessions: Session, codes: list[str]) -> None:
    nested = sessions.begin_nested()
    try:
        sessions.flush()
    except IntegrityError:  # ok: the savepoint is rolled back
        nested.rollback()
    sessions.execute(select(Coupon))


async def anything(session: AsyncSession, code: str) -> None:
    try:
        await session.execute(insert(Coupon).values(code=code))
    except Exception:  # gap: any error at all may be meant, a failed statement is one of many
        pass
    await session.commit()


def reported(factory: sessionmaker[Session], number: str) -> None:
    failed = False
    try:
        with factory() as session:
            session.execute(insert(Order).values(number=number))
    except IntegrityError:  # ok: the block closed the session, the next one is another
        failed = True
    if failed:
        with factory() as session:
            session.execute(insert(Order).values(number=f"{number}-2"))


def for_each(factory: sessionmaker[Session], numbers: list[str]) -> None:
    for number in numbers:
        with factory() as session:
            try:
                session.execute(insert(Order).values(number=number))
            except IntegrityError:  # ok: the next round has a session of its own
                print("known", number)


def one_for_all(factory: sessionmaker[Session], numbers: list[str]) -> None:
    with factory() as session:
        for number in numbers:
            try:
                session.execute(insert(Order).values(number=number))
            except IntegrityError:  # expect: aborted
                print("known", number)


def reload(session: Session, number: str) -> None:
    orders = []
    try:
        orders = session.execute(select(Order).where(Order.number == number)).scalars().all()
    except ProgrammingError:  # ok: what follows is for orders that were found
        print("not migrated yet")
    if orders:
        session.execute(insert(Coupon).values(code=number))


def reload_and_go_on(session: Session, number: str) -> None:
    orders = []
    try:
        orders = session.execute(select(Order).where(Order.number == number)).scalars().all()
    except ProgrammingError:  # expect: aborted
        print("not migrated yet")
    session.execute(insert(Coupon).values(code=f"{number} {len(orders)}"))
