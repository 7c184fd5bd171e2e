from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass
class Member:
    id: str
    email: str


@dataclass
class Invite:
    member_id: str
    code: str


class Members(ABC):
    @abstractmethod
    async def find_by_email(self, email: str) -> Member | None: ...

    @abstractmethod
    async def find_by_id(self, member_id: str) -> Member | None: ...

    @abstractmethod
    async def save(self, member: Member) -> Member: ...


class Invites(ABC):
    @abstractmethod
    async def get_by_code(self, code: str) -> Invite | None: ...

    @abstractmethod
    async def add(self, invite: Invite) -> None: ...


class Clocks(ABC):
    @abstractmethod
    async def get_by_name(self, name: str) -> str | None: ...

    @abstractmethod
    async def add(self, member: Member) -> None: ...
