from fastapi import FastAPI
from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import in_transaction

app = FastAPI()


class Order(Model):
    id = fields.IntField(primary_key=True)


class Payment(Model):
    id = fields.IntField(primary_key=True)
    order = fields.ForeignKeyField("models.Order")


@app.post("/orders")
async def place() -> None:
    order = await Order.create()
    await Payment.create(order=order)  # expect: apart


@app.post("/orders/safe")
async def place_safely() -> None:
    async with in_transaction():
        order = await Order.create()
        await Payment.create(order=order)  # ok: one transaction
