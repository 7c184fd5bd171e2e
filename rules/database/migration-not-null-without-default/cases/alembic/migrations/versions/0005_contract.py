import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

revision = "0005"
down_revision = "0004"


class Item:
    pass


def upgrade() -> None:
    op.alter_column("items", "language", existing_type=sa.String(8), nullable=False)  # ok: an earlier migration filled it
    session = Session(bind=op.get_bind())
    for item in session.query(Item):
        item.kind = "plain"
    session.commit()
    op.alter_column("items", "kind", existing_type=sa.String(8), nullable=False)  # ok: Python may have filled it
