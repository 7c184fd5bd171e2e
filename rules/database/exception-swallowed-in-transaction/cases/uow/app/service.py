from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.unit_of_work import SqlUnitOfWork

PLACE = "INSERT INTO orders (number) VALUES (:number)"
USE = "INSERT INTO coupons (code) VALUES (:code)"


async def place(uow: SqlUnitOfWork, number: str, code: str) -> None:
    async with uow:
        try:
            await uow.session.execute(text("INSERT INTO coupons (code) VALUES (1)"))
        except IntegrityError:  # expect: aborted "inside the transaction of `SqlUnitOfWork`"
            print("used")
        await uow.session.execute(text("INSERT INTO orders (number) VALUES (1)"))
        await uow.commit()


async def refuse(uow: SqlUnitOfWork, number: str, code: str) -> bool:
    async with uow:
        await uow.session.execute(text("INSERT INTO orders (number) VALUES (1)"))
        try:
            await uow.session.execute(text("INSERT INTO coupons (code) VALUES (1)"))
        except IntegrityError:  # ok: left without its commit, the unit of work rolls back
            return False
        await uow.commit()
    return True
