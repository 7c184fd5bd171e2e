from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


class UserRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, user_id: int) -> User | None:
        return await self.session.get(User, user_id)

    async def find_locked(self, user_id: int) -> User:
        result = await self.session.execute(select(User).where(User.id == user_id).with_for_update())
        return result.scalar_one()

    async def save(self, user: User) -> None:
        self.session.add(user)
        await self.session.commit()
