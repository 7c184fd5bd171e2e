from app.features.users.repositories.user_repository import UserRepository  # ok: its own feature


class UserService:
    def __init__(self, users: UserRepository) -> None:
        self.users = users

    def block(self, user_id: int) -> None:
        self.users.get(user_id)
