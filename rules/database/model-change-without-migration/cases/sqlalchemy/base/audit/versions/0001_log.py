import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.create_table("log", sa.Column("id", sa.Integer, primary_key=True))  # ok: another history
