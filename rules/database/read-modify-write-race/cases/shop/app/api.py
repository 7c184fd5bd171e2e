from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User

app = FastAPI()


async def get_session() -> AsyncSession:
    raise NotImplementedError


async def current_user(user_id: int, session: Annotated[AsyncSession, Depends(get_session)]) -> User:
    user = await session.get(User, user_id)
    assert user is not None
    return user


@app.post("/generate")
async def generate(
    user: Annotated[User, Depends(current_user)],
    session: Annotated[AsyncSession, Depends(get_session)],
) -> None:
    user.credits -= 1  # expect: lost
    await session.commit()
