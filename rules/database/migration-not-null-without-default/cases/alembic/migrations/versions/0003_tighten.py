import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.alter_column("orders", "note", existing_type=sa.String(8), nullable=False)  # expect: altered "`note` of `orders` becomes NOT NULL"
    op.execute("UPDATE orders SET kind = 'plain' WHERE kind IS NULL")
    op.alter_column("orders", "kind", existing_type=sa.String(8), nullable=False)  # ok: filled before
    op.alter_column("users", "name", existing_type=sa.String(20), nullable=True)  # ok: loosened
    op.alter_column("users", "mail", existing_nullable=False, nullable=False)  # ok: was NOT NULL
