from allocation.domain.model import Batch


class SqlAlchemyRepository:
    def __init__(self, session) -> None:
        self.session = session

    def get(self, ref: str) -> Batch:
        return self.session.query(Batch).filter_by(ref=ref).one()
