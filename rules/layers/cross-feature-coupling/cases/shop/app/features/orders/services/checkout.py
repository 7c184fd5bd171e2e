from typing import TYPE_CHECKING

from app.features.users import UserService  # ok: what the feature offers
from app.features.users.dto.summary import UserSummary  # ok: a DTO
from app.features.users.handlers.http import current_user  # expect: internals "of the feature users"
from app.features.users.repositories.user_repository import UserRepository  # expect: persistence "tables of the feature users past it"

if TYPE_CHECKING:
    from app.features.users.models.user import User  # ok: never runs


class Checkout:
    def __init__(self, users: UserRepository, service: UserService) -> None:
        self.users = users
        self.service = service

    def owner(self) -> UserSummary:
        return UserSummary(current_user())

    def raw(self) -> "User":
        return self.users.get(1)
