"""A note that the customer leaves with the order."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("orders", sa.Column("note", sa.String(280), nullable=False))


def downgrade() -> None:
    op.drop_column("orders", "note")
