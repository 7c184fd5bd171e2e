from ..models.user import User  # ok: its own feature


class UserRepository:
    def get(self, user_id: int) -> User:
        return User(id=user_id)
