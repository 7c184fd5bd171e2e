from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_orders_state", "orders", ["state"])  # ok: SQLite has nothing else
