from sqlalchemy.orm import Session


class InvoiceRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, invoice: object) -> None:
        self.session.add(invoice)
        self.session.commit()  # expect: commits
