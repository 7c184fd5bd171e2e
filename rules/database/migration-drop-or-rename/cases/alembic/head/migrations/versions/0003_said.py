from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Contract phase: no code has read it since the previous release.
    op.drop_column("orders", "total")  # ok: somebody says it is out of use
