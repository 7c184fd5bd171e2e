from alembic import op

revision = "0003"
down_revision = "0001"


def upgrade() -> None:
    op.execute("SELECT 2")  # ok: the base has two heads as well
