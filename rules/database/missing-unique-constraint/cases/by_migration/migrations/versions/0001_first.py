import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("api_key", sa.String(64)),
        sa.Column("email", sa.String(64)),
        sa.Column("username", sa.String(64), unique=True),
    )
    op.execute("CREATE UNIQUE INDEX uq_email ON users (lower(email))")
