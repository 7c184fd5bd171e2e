from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import run
from app.models import Member, MemberDTO


class MemberRepository:
    @staticmethod
    async def get(member_id: int, session: AsyncSession) -> MemberDTO:
        result = await run(select(Member).where(Member.id == member_id), session)
        return MemberDTO.model_validate(result.scalar_one(), from_attributes=True)

    @staticmethod
    async def update(member: MemberDTO, session: AsyncSession) -> None:
        statement = update(Member).where(Member.id == member.id).values(**member.model_dump())
        await run(statement, session)


async def charge(member_id: int, price: float, session: AsyncSession) -> None:
    member = await MemberRepository.get(member_id, session)
    member.spent = member.spent + price  # expect: lost "computes `spent` of `Member`"
    await MemberRepository.update(member, session)
    await session.commit()
