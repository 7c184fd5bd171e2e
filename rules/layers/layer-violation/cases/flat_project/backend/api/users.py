from fastapi import APIRouter

from backend.services.users import find_user  # ok: a route calls a service

router = APIRouter()


@router.get("/users/{user_id}")
def read_user(user_id: int) -> dict:
    return find_user(user_id)


def page_size() -> int:
    return 50
