from app.features.users.services.user_service import UserService  # ok: its own feature

__all__ = ["UserService"]
