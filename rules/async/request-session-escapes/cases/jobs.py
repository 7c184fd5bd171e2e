from celery import shared_task
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session, sessionmaker

router = APIRouter()
make_session = sessionmaker()


def get_session():
    with make_session() as session:
        yield session


@shared_task
def settle(session: Session, order_id: int) -> None: ...


@shared_task
def settle_by_id(order_id: int) -> None: ...


@router.post("/settle")
def start(order_id: int, session: Session = Depends(get_session)) -> None:
    settle.delay(session, order_id)  # expect: sent "`settle.delay` sends `session`"
    settle_by_id.delay(order_id)  # ok: an id
