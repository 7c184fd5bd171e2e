import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("orders", sa.Column("region", sa.String(8), nullable=False))  # expect: added "`region` is added to `orders`"
    op.add_column("orders", sa.Column("note", sa.String(8), nullable=True))  # ok: nullable
    op.add_column("orders", sa.Column("kind", sa.String(8)))  # ok: nullable unless said otherwise
    op.add_column("orders", sa.Column("count", sa.Integer, nullable=False, server_default="0"))  # ok: the database fills it
    op.add_column("orders", sa.Column("serial", sa.BigInteger, sa.Identity(), nullable=False))  # ok: an identity
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("lane", sa.Integer, nullable=False))  # expect: added
    op.create_table("lines", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("lines", sa.Column("sku", sa.String(8), nullable=False))  # ok: the table is new


def downgrade() -> None:
    op.add_column("orders", sa.Column("legacy", sa.String(8), nullable=False))  # ok: the way back is not judged
