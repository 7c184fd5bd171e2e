from fastapi import FastAPI
from tortoise import fields
from tortoise.models import Model
from tortoise.transactions import atomic, in_transaction

app = FastAPI()


class Seat(Model):
    id = fields.IntField(primary_key=True)
    taken = fields.BooleanField(default=False)


@app.post("/seats/{seat_id}")
async def take(seat_id: int) -> None:
    seat = await Seat.select_for_update().get(id=seat_id)  # expect: unheld
    seat.taken = True
    await seat.save()


@app.post("/seats/{seat_id}/safe")
async def take_safely(seat_id: int) -> None:
    async with in_transaction():
        seat = await Seat.select_for_update().get(id=seat_id)  # ok: in a transaction
        seat.taken = True
        await seat.save()


@app.post("/seats/{seat_id}/decorated")
@atomic()
async def take_decorated(seat_id: int) -> None:
    seat = await Seat.select_for_update().get(id=seat_id)  # ok: the decorator opens one
    seat.taken = True
    await seat.save()
