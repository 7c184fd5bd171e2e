from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.drop_table("carts")  # ok: it has run
