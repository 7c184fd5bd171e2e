from alembic import op

revision = "0002b"
down_revision = "0001"


def upgrade() -> None:
    op.execute("SELECT 1")
