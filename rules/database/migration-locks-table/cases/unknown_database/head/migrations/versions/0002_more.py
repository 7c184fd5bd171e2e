from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index("ix_orders_state", "orders", ["state"])  # expect: index
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_index("ix_lane", ["lane"])  # ok: told with the first one
