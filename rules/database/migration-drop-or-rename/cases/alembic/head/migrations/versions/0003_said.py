from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Contract phase: no code has read it since the previous release.
    op.drop_column("orders", "total")  # ok: somebody says it is out of use
    op.drop_column("orders", "late")  # ok: no query selects it any more
    op.drop_column("orders", "amount")  # expect: column-running "`amount` away from `orders`"
