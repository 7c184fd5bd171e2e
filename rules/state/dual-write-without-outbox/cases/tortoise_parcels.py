import httpx
from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import in_transaction


class Parcel(Model):
    id = fields.IntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)


class OutboxMessage(Model):
    id = fields.IntField(primary_key=True)
    body = fields.TextField()


async def register(client: httpx.AsyncClient, number: str) -> None:
    await Parcel.create(number=number)
    await client.post("https://carrier.example.com/parcels", json={"number": number})  # expect: stored-first


async def register_stored(client: httpx.AsyncClient, number: str) -> None:
    async with in_transaction():
        await Parcel.create(number=number)
        await OutboxMessage.create(body=number)
    await client.post("https://carrier.example.com/wake", json={})  # ok: the event is a row


async def register_quoted(client: httpx.AsyncClient, number: str) -> None:
    await client.post("https://carrier.example.com/quote", json={"number": number})  # ok: asks before it stores
    await Parcel.create(number=number)
