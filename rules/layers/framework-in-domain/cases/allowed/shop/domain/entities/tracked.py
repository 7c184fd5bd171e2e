from sqlalchemy import event, select  # ok: the team allows it
from sqlalchemy.orm import Session


def late(session: Session) -> list:
    import celery  # ok: the team allows it

    return [event, celery, *session.scalars(select(1))]
