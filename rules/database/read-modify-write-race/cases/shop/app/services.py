from redis.asyncio import Redis

from app.models import User
from app.repositories import UserRepository


class CreditService:
    def __init__(self, users: UserRepository, redis: Redis) -> None:
        self.users = users
        self.redis = redis

    async def spend(self, user_id: int, amount: int) -> None:
        user = await self.users.find(user_id)
        if user is None or user.credits < amount:
            raise ValueError("not enough")
        user.credits -= amount  # expect: lost "computes `credits` of `User`"
        await self.users.save(user)

    async def spend_locked(self, user_id: int, amount: int) -> None:
        user = await self.users.find_locked(user_id)
        user.credits -= amount  # ok: the repository locks the row
        await self.users.save(user)

    async def spend_under_lock(self, user_id: int, amount: int) -> None:
        async with self.redis.lock(f"credits:{user_id}", timeout=10):
            user = await self.users.find(user_id)
            user.credits -= amount  # ok: a distributed lock is held
            await self.users.save(user)

    async def transfer(self, user_id: int, amount: int) -> None:
        user = await self.users.find_locked(user_id)
        await self.take(user, amount)

    async def take(self, user: User, amount: int) -> None:
        user.credits -= amount  # ok: the caller locked the row
        await self.users.save(user)
