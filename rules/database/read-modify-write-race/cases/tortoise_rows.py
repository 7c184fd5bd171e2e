import asyncio

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.transactions import in_transaction

lock = asyncio.Lock()


class Player(Model):
    id = fields.IntField(primary_key=True)
    coins = fields.IntField()


async def reward(player_id: int, coins: int) -> None:
    player = await Player.get(id=player_id)
    player.coins += coins  # expect: lost
    await player.save()


async def reward_locked(player_id: int, coins: int) -> None:
    async with in_transaction():
        player = await Player.select_for_update().get(id=player_id)
        player.coins += coins  # ok: the row is locked
        await player.save()


async def reward_in_database(player_id: int, coins: int) -> None:
    await Player.filter(id=player_id).update(coins=F("coins") + coins)  # ok: computed by the database


async def reward_one_by_one(player_id: int, coins: int) -> None:
    async with lock:
        player = await Player.get(id=player_id)
        player.coins += coins  # ok: a lock is held
        await player.save()


async def reward_new(player_id: int, coins: int) -> None:
    player, _ = await Player.get_or_create(id=player_id, defaults={"coins": 0})
    player.coins += coins  # expect: lost
    await player.save(update_fields=["coins"])


async def reward_first(player_id: int, coins: int) -> None:
    player = await Player.filter(id=player_id).first()
    player.coins += coins  # expect: lost
    await player.save()


async def count_rewards(player_id: int, coins: list[int]) -> int:
    player, created = await Player.get_or_create(id=player_id, defaults={"coins": 0})
    total = player.coins
    total += sum(coins)  # ok: a number of its own
    return total
