from alembic import op

revision = "0003"
down_revision = "0001"


def upgrade() -> None:
    op.execute("SELECT 2")  # expect: conflicting-heads "`0003` and `0002a` both end the history"
