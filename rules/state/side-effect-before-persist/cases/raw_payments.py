import asyncpg
import stripe


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
