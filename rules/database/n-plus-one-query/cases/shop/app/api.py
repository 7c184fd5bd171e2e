import asyncio

from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models import Order, User
from app.repository import UserRepository

app = FastAPI()


@app.post("/users")
async def users(ids: list[int], repository: UserRepository) -> list[str]:
    names = []
    for user_id in ids:
        user = await repository.find(user_id)  # expect: through "leads to one query for each `user_id` of `ids`"
        names.append(user.name)
    return names


async def at_once(ids: list[int], repository: UserRepository) -> list[User | None]:
    return await asyncio.gather(*[repository.find(user_id) for user_id in ids])  # expect: through


def lazy(session: Session) -> list[str]:
    names = []
    for order in session.scalars(select(Order)):
        names.append(order.user.name)  # expect: relation
        names.append(order.author.name)  # ok: the relationship loads along
    return names


def loaded(session: Session) -> list[str]:
    names = []
    for order in session.scalars(select(Order).options(selectinload(Order.user))):
        names.append(order.user.name)  # ok: loaded along
    return names


async def own_session(ids: list[int], sessions: async_sessionmaker[AsyncSession]) -> None:
    for user_id in ids:
        async with sessions() as session:
            await session.get(User, user_id)  # ok: each round is a unit of its own


async def rename(session: AsyncSession, ids: list[int]) -> None:
    for user_id in ids:
        await session.execute(update(User).where(User.id == user_id).values(name=""))  # ok: a write
        await store(session, user_id)  # ok: a piece of work for each item


async def store(session: AsyncSession, user_id: int) -> None:
    user = await session.get(User, user_id)
    session.add(user)
    await session.commit()


async def polling(session: AsyncSession, user_id: int) -> None:
    while True:
        await session.get(User, user_id)  # ok: polling


def lazy_list(session: Session) -> list[str]:
    return [order.user.name for order in session.scalars(select(Order)).all()]  # expect: relation


def lazy_named(session: Session) -> dict[int, str]:
    orders = session.query(Order).all()
    for order in orders:
        print(order.user.name)  # expect: relation
    return {order.id: order.user.name for order in orders if order.id}  # expect: relation


def eager_list(session: Session) -> list[str]:
    orders = session.query(Order).options(joinedload(Order.user)).all()
    return [order.user.name for order in orders]  # ok: loaded along


def plain_list(session: Session) -> list[int]:
    return [order.user_id for order in session.query(Order).all()]  # ok: a column


def handed_over(orders: list[Order]) -> list[str]:
    return [order.user.name for order in orders]  # ok: nobody knows what was loaded along


def narrowed(session: Session) -> list[str]:
    orders = session.query(Order).all()
    return [x for order in orders if order.id for x in tags_of(order.user)]  # expect: relation


def tags_of(user: User) -> list[str]:
    return [user.name]
