from sqlalchemy.orm import Session


class InvoiceService:
    def __init__(self, session: Session) -> None:
        self.session = session

    def close(self, invoice: object) -> None:
        self.session.add(invoice)
        self.session.commit()  # ok: a service ends its own use case
