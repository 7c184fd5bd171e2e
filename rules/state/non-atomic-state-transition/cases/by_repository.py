from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Payment(Base):
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    amount: Mapped[int]
    status: Mapped[str]


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[int]


class PaymentRepository:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def find(self, payment_id: int) -> Payment | None:
        async with self._sessions() as session:
            found = await session.execute(select(Payment).where(Payment.id == payment_id))
            return found.scalar_one_or_none()

    async def find_locked(self, payment_id: int) -> Payment | None:
        async with self._sessions() as session:
            found = await session.execute(select(Payment).where(Payment.id == payment_id).with_for_update())
            return found.scalar_one_or_none()

    async def set_status(self, payment_id: int, status: str) -> None:
        async with self._sessions() as session:
            statement = update(Payment).where(Payment.id == payment_id).values(status=status)
            await session.execute(statement)
            await session.commit()

    async def claim(self, payment_id: int, expected: str, status: str) -> bool:
        async with self._sessions() as session:
            statement = (
                update(Payment)
                .where(Payment.id == payment_id, Payment.status == expected)
                .values(status=status)
            )
            changed = await session.execute(statement)
            await session.commit()
            return changed.rowcount > 0


class AccountRepository:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def extend(self, account_id: int, days: int) -> None:
        async with self._sessions() as session:
            await session.execute(
                update(Account).where(Account.id == account_id).values(days=Account.days + days)
            )
            await session.commit()


class Payments:
    def __init__(self, payments: PaymentRepository, accounts: AccountRepository) -> None:
        self._payments = payments
        self._accounts = accounts

    async def settle(self, payment_id: int, amount: int) -> None:
        payment = await self._payments.find(payment_id)
        if payment is None or payment.status != "pending":
            return
        if payment.amount != amount:
            await self._payments.set_status(payment_id, "failed")  # ok: nothing was done in between
            return
        await self._accounts.extend(payment.user_id, 30)
        # expect: found "`settle` tests `status` of `Payment` and then sets it to `paid`"
        await self._payments.set_status(payment_id, "paid")

    async def settle_by_row(self, payment_id: int) -> None:
        payment = await self._payments.find(payment_id)
        if payment.status == "pending":
            await self._accounts.extend(payment.user_id, 30)
            await self._payments.set_status(payment.id, status="paid")  # expect: found

    async def settle_claimed(self, payment_id: int) -> None:
        payment = await self._payments.find(payment_id)
        if payment.status != "pending":
            return
        if await self._payments.claim(payment_id, "pending", "paid"):  # ok: the database decides
            await self._accounts.extend(payment.user_id, 30)

    async def settle_claimed_late(self, payment_id: int) -> None:
        payment = await self._payments.find(payment_id)
        if payment.status != "pending":
            return
        await self._accounts.extend(payment.user_id, 30)
        await self._payments.claim(payment_id, "pending", "paid")  # ok: conditional on the state

    async def settle_locked(self, payment_id: int) -> None:
        payment = await self._payments.find_locked(payment_id)
        if payment.status != "pending":
            return
        await self._accounts.extend(payment.user_id, 30)
        await self._payments.set_status(payment_id, "paid")  # ok: the row is read with a lock

    async def settle_other(self, payment_id: int, other_id: int) -> None:
        payment = await self._payments.find(payment_id)
        if payment.status != "pending":
            return
        await self._accounts.extend(payment.user_id, 30)
        await self._payments.set_status(other_id, "paid")  # ok: another row

    async def settle_untested(self, payment_id: int) -> None:
        payment = await self._payments.find(payment_id)
        await self._accounts.extend(payment.user_id, 30)
        await self._payments.set_status(payment_id, "paid")  # ok: no test here


class Voucher(Base):
    __tablename__ = "vouchers"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]


class Vouchers:
    def __init__(self, session_maker):
        self._session_maker = session_maker

    async def by_id(self, voucher_id):
        async with self._session_maker() as session:
            result = await session.execute(select(Voucher).where(Voucher.id == voucher_id))
            return result.scalar_one_or_none()

    async def locked_by_id(self, voucher_id):
        async with self._session_maker() as session:
            result = await session.execute(select(Voucher).where(Voucher.id == voucher_id).with_for_update())
            return result.scalar_one_or_none()

    async def mark(self, voucher_id, status):
        async with self._session_maker() as session:
            await session.execute(update(Voucher).where(Voucher.id == voucher_id).values(status=status))
            await session.commit()

    async def mark_open(self, voucher_id, status):
        async with self._session_maker() as session:
            await session.execute(
                update(Voucher).where(Voucher.id == voucher_id, Voucher.status == "open").values(status=status)
            )
            await session.commit()

    async def give(self, account_id, days):
        async with self._session_maker() as session:
            await session.execute(update(Account).where(Account.id == account_id).values(days=days))
            await session.commit()


class Redeeming:
    def __init__(self, vouchers: Vouchers) -> None:
        self._vouchers = vouchers

    async def redeem(self, voucher_id: int, account_id: int) -> None:
        voucher = await self._vouchers.by_id(voucher_id)
        if voucher is None or voucher.status != "open":
            return
        await self._vouchers.give(account_id, 30)
        await self._vouchers.mark(voucher_id, "redeemed")  # expect: found "`status` of `Voucher`"

    async def redeem_open(self, voucher_id: int, account_id: int) -> None:
        voucher = await self._vouchers.by_id(voucher_id)
        if voucher.status != "open":
            return
        await self._vouchers.give(account_id, 30)
        await self._vouchers.mark_open(voucher_id, "redeemed")  # ok: only while it is open

    async def redeem_locked(self, voucher_id: int, account_id: int) -> None:
        voucher = await self._vouchers.locked_by_id(voucher_id)
        if voucher.status != "open":
            return
        await self._vouchers.give(account_id, 30)
        await self._vouchers.mark(voucher_id, "redeemed")  # ok: read with a lock


async def cancel_voucher(session: AsyncSession, voucher_id: int) -> bool:
    voucher = await session.get(Voucher, voucher_id)
    if voucher.status == "cancelled":
        return False
    voucher.status = "cancelled"  # ok: nothing else is done, twice is the same as once
    await session.commit()
    return True


async def cancel_and_give(session: AsyncSession, voucher_id: int, account_id: int) -> None:
    voucher = await session.get(Voucher, voucher_id)
    if voucher.status == "cancelled":
        return
    voucher.status = "cancelled"  # expect: found
    await session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
    await session.commit()


async def expire_voucher(session: AsyncSession, voucher_id: int) -> None:
    voucher = await session.get(Voucher, voucher_id)
    if voucher.status == "open":
        voucher.status = "expired"  # ok: says what has passed
        await session.commit()


async def confirm_copy(payments: PaymentRepository, account_id: int, payment_id: int, session: AsyncSession) -> None:
    payment = await payments.find(payment_id)
    if payment is None or payment.status == "paid":
        return
    await session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
    payment.status = "paid"  # ok: its session is closed, this is a note for the message below
    await session.commit()
    print(payment.status)


async def confirm_merged(payments: PaymentRepository, account_id: int, payment_id: int, session: AsyncSession) -> None:
    payment = await payments.find(payment_id)
    if payment is None or payment.status == "paid":
        return
    await session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
    payment.status = "paid"  # expect: found
    await session.merge(payment)
    await session.commit()


async def confirm_in_session(payment_id: int, account_id: int, session: AsyncSession) -> None:
    payment = await session.get(Payment, payment_id)
    if payment is None or payment.status == "paid":
        return
    await session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
    payment.status = "paid"  # expect: found
    await session.commit()


class Orders:
    def __init__(self, session: AsyncSession, redis: Redis) -> None:
        self._session = session
        self._redis = redis

    async def lock_account(self, account_id: int) -> None:
        await self._session.scalar(select(Account).where(Account.id == account_id).with_for_update())

    async def paid(self, payment_id: int, account_id: int) -> None:
        payment = await self._session.get(Payment, payment_id)
        if payment is None:
            await self.lock_account(account_id)
            return
        if payment.status == "paid":
            return
        payment.status = "paid"  # expect: found
        await self._session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
        await self._session.commit()

    async def paid_after_lock(self, payment_id: int, account_id: int) -> None:
        await self.lock_account(account_id)
        payment = await self._session.get(Payment, payment_id)
        if payment.status == "paid":
            return
        payment.status = "paid"  # ok: the account is locked before it is looked at
        await self._session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
        await self._session.commit()

    async def paid_under_key(self, payment_id: int, account_id: int) -> None:
        claimed = await self._redis.set(f"pay:{payment_id}", "1", nx=True, ex=60)
        if not claimed:
            return
        payment = await self._session.get(Payment, payment_id)
        if payment.status == "paid":
            return
        payment.status = "paid"  # ok: of two, one has claimed the key
        await self._session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + 30))
        await self._session.commit()


async def payment_as_dict(session: AsyncSession, payment_id: int) -> dict | None:
    payment = (await session.execute(select(Payment).where(Payment.id == payment_id))).scalar_one_or_none()
    return None if payment is None else {"id": payment.id, "status": payment.status}


async def set_payment_status(session: AsyncSession, payment_id: int, new_status: str) -> bool:
    done = await session.execute(update(Payment).where(Payment.id == payment_id).values(status=new_status))
    await session.commit()
    return done.rowcount > 0


async def set_pending_to(session: AsyncSession, payment_id: int, new_status: str) -> bool:
    statement = update(Payment).where(Payment.id == payment_id, Payment.status == "pending").values(status=new_status)
    done = await session.execute(statement)
    await session.commit()
    return done.rowcount > 0


async def top_up(session: AsyncSession, account_id: int, days: int) -> None:
    await session.execute(update(Account).where(Account.id == account_id).values(days=Account.days + days))
    await session.commit()


async def on_webhook(session: AsyncSession, payment_id: int, account_id: int) -> bool:
    payment = await payment_as_dict(session, payment_id)
    if payment is None or payment.get("status") == "success":
        return True
    done = await set_payment_status(session, int(payment["id"]), "success")  # expect: found "`status` of `Payment`"
    if done:
        await top_up(session, account_id, 30)
    return done


async def on_webhook_once(session: AsyncSession, payment_id: int, account_id: int) -> bool:
    payment = await payment_as_dict(session, payment_id)
    if payment is None or payment["status"] == "success":
        return True
    done = await set_pending_to(session, int(payment["id"]), "success")  # ok: only one of two changes it
    if done:
        await top_up(session, account_id, 30)
    return done


async def mark(session: AsyncSession, payment_id: int, new_status: str) -> bool:
    payment = await session.get(Payment, payment_id)
    if payment is None:
        return False
    payment.status = new_status
    await session.commit()
    return True


async def mark_pending(session: AsyncSession, payment_id: int, new_status: str) -> bool:
    payment = await session.get(Payment, payment_id, with_for_update=True)
    if payment is None or payment.status != "pending":
        return False
    payment.status = new_status
    await session.commit()
    return True


async def on_paid(session: AsyncSession, payment_id: int, account_id: int) -> None:
    payment = await payment_as_dict(session, payment_id)
    if payment is None or payment["status"] == "success":
        return
    if await mark(session, payment["id"], "success"):  # expect: found
        await top_up(session, account_id, 30)


async def on_paid_once(session: AsyncSession, payment_id: int, account_id: int) -> None:
    payment = await payment_as_dict(session, payment_id)
    if payment is None or payment["status"] == "success":
        return
    if await mark_pending(session, payment["id"], "success"):  # ok: looks again, under a lock
        await top_up(session, account_id, 30)
