from sqlalchemy import event, select  # expect: imported "object mapper"
from sqlalchemy.orm import Session


def late(session: Session) -> list:
    import celery  # expect: imported "(a task framework)"

    return [event, celery, *session.scalars(select(1))]
