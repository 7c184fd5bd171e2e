import asyncpg

from shop.domain import Invite, Invites, Member, Members


class PostgresMembers(Members):
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def find_by_email(self, email: str) -> Member | None:
        row = await self.pool.fetchrow("SELECT id, email FROM members WHERE email = $1", email)
        return Member(**row) if row else None

    async def find_by_id(self, member_id: str) -> Member | None:
        row = await self.pool.fetchrow("SELECT id, email FROM members WHERE id = $1", member_id)
        return Member(**row) if row else None

    async def save(self, member: Member) -> Member:
        await self.pool.execute(
            "INSERT INTO members (id, email) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET email = $2",
            member.id,
            member.email,
        )
        return member


class PostgresInvites(Invites):
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def get_by_code(self, code: str) -> Invite | None:
        row = await self.pool.fetchrow("SELECT member_id, code FROM invites WHERE code = $1", code)
        return Invite(**row) if row else None

    async def add(self, invite: Invite) -> None:
        await self.pool.execute(
            "INSERT INTO invites (member_id, code) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING",
            invite.member_id,
            invite.code,
        )
