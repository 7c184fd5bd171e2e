import asyncpg

from shop.domain import Clocks, Invite, Invites, Member, Members


class Register:
    def __init__(self, members: Members) -> None:
        self.members = members

    async def execute(self, new_id: str, email: str) -> Member | None:
        existing = await self.members.find_by_email(email)  # expect: saved "nothing handles the second `email`"
        if existing:
            return None
        member = Member(id=new_id, email=email)
        return await self.members.save(member)


class RegisterCaught:
    def __init__(self, members: Members) -> None:
        self.members = members

    async def execute(self, new_id: str, email: str) -> Member:
        if await self.members.find_by_email(email):  # ok: the second one is caught
            raise ValueError("taken")
        try:
            return await self.members.save(Member(id=new_id, email=email))
        except asyncpg.UniqueViolationError as error:
            raise ValueError("taken") from error


class Import:
    def __init__(self, members: Members) -> None:
        self.members = members

    async def execute(self, new_id: str, email: str) -> None:
        if await self.members.find_by_id(new_id):  # ok: looked for by its key, and stored by an upsert on it
            return
        await self.members.save(Member(id=new_id, email=email))

    async def rename(self, old: str, new: str) -> None:
        member = await self.members.find_by_email(new)  # ok: another entity is stored, not a new one
        if member is not None:
            return
        found = await self.members.find_by_email(old)
        if found is None:
            return
        found.email = new
        await self.members.save(found)


class Invitation:
    def __init__(self, invites: Invites, clocks: Clocks) -> None:
        self.invites = invites
        self.clocks = clocks

    async def execute(self, member_id: str, code: str) -> None:
        if await self.invites.get_by_code(code):  # ok: stored by an upsert on what was looked for
            return
        await self.invites.add(Invite(member_id=member_id, code=code))

    async def clock(self, name: str) -> None:
        if await self.clocks.get_by_name(name):  # ok: nobody knows how it is stored
            return
        await self.clocks.add(Member(id=name, email=name))
