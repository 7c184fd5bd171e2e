import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("early", sa.Integer))
    op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("mail", sa.String(20)))
    op.create_table("carts", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table("notes", sa.Column("id", sa.Integer, primary_key=True))
    op.create_unique_constraint("uq_mail", "users", ["mail"])
