from sqlalchemy.orm import Session

from app.models import Payment


def by_event(session: Session, event_id: str) -> Payment:
    return session.query(Payment).filter(Payment.event_id == event_id).one()  # ok: inherited
