import asyncpg
import stripe
from yookassa import Payment


async def pay(pool: asyncpg.Pool, amount: int) -> None:
    charge = await stripe.Charge.create_async(amount=amount, currency="eur")  # expect: found
    await pool.execute("INSERT INTO payments (charge, status) VALUES ($1, 'paid')", charge.id)


async def pay_pending(pool: asyncpg.Pool, amount: int) -> None:
    payment = await pool.fetchval("INSERT INTO payments (status) VALUES ('pending') RETURNING id")
    charge = await stripe.Charge.create_async(amount=amount, currency="eur")  # ok: stored as pending before
    await pool.execute("UPDATE payments SET charge = $1 WHERE id = $2", charge.id, payment)


async def pay_begun(pool: asyncpg.Pool, payment: int, amount: int) -> None:
    await pool.fetchrow("SELECT id FROM payments WHERE id = $1", payment)
    charge = await stripe.Charge.create_async(amount=amount, currency="eur")  # ok: the payment was begun before
    await pool.execute("UPDATE payments SET charge = $1 WHERE id = $2", charge.id, payment)


async def refund_listed(pool: asyncpg.Pool, charge: str) -> None:
    found = await stripe.Charge.retrieve_async(charge)  # ok: reads
    await pool.execute("INSERT INTO payments (charge, status) VALUES ($1, 'seen')", found.id)


async def opened(pool: asyncpg.Pool, amount: str) -> str:
    payment = Payment.create({"amount": {"value": amount, "currency": "RUB"}, "confirmation": {"type": "redirect"}})  # ok: nobody has paid yet
    await pool.execute("INSERT INTO payments (provider_id, status) VALUES ($1, 'pending')", payment.id)
    return payment.confirmation.confirmation_url


async def charged_again(pool: asyncpg.Pool, amount: str, method: str) -> None:
    payment = Payment.create({"amount": {"value": amount, "currency": "RUB"}, "payment_method_id": method})  # expect: found
    await pool.execute("INSERT INTO payments (provider_id, status) VALUES ($1, 'paid')", payment.id)


async def paid_for_a_trial(pool: asyncpg.Pool, charge: str, is_trial: bool) -> None:
    if is_trial:
        await stripe.Refund.create_async(charge=charge)  # ok: the row is of the purchase, and not of the refund
    await pool.execute("INSERT INTO purchases (charge, status) VALUES ($1, 'seen')", charge)


async def paid_back(pool: asyncpg.Pool, charge: str) -> None:
    await stripe.Refund.create_async(charge=charge)  # expect: found
    await pool.execute("INSERT INTO refunds (charge) VALUES ($1)", charge)
