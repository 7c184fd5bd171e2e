from decimal import Decimal

import asyncpg
from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.transactions import in_transaction


class Wallet(Model):
    id = fields.IntField(primary_key=True)
    balance = fields.DecimalField(max_digits=12, decimal_places=2)


class Payment(Model):
    id = fields.IntField(primary_key=True)
    charge_id = fields.CharField(max_length=64, unique=True)


async def confirm_payment(wallet_id: int, amount: Decimal) -> None:
    await Wallet.filter(id=wallet_id).update(balance=F("balance") + amount)  # expect: found


async def complete_payment(wallet_id: int, charge_id: str, amount: Decimal) -> None:
    async with in_transaction():
        _, created = await Payment.get_or_create(charge_id=charge_id)
        if not created:
            return
        await Wallet.filter(id=wallet_id).update(balance=F("balance") + amount)  # ok: created once


async def on_payment(pool: asyncpg.Pool, wallet_id: int, charge_id: str, amount: Decimal) -> None:
    async with pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow(
            "INSERT INTO payments (charge_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id", charge_id
        )
        if row is None:
            return
        # ok: the insert tells a second confirmation
        await connection.execute("UPDATE wallets SET balance = balance + $1 WHERE id = $2", amount, wallet_id)


async def charge_captured(pool: asyncpg.Pool, wallet_id: int, amount: Decimal) -> None:
    await pool.execute("UPDATE wallets SET balance = balance - $1 WHERE id = $2", amount, wallet_id)  # ok: no credit


async def invoice_paid(pool: asyncpg.Pool, wallet_id: int, amount: Decimal) -> None:
    # expect: found "credits `wallets.balance`"
    await pool.execute("UPDATE wallets SET owed = owed - $1, balance = balance + $1 WHERE id = $2", amount, wallet_id)
