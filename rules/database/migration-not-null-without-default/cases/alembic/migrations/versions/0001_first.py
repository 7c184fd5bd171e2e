import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("users", sa.Column("name", sa.String(20), nullable=False))  # ok: the first migration


def downgrade() -> None:
    op.drop_table("orders")
