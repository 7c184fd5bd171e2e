import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_column("orders", "note")  # expect: column-running "takes `note, hint` away from `orders` in the same change"
    op.drop_column("orders", "hint")  # ok: told with the first one
    op.drop_column("orders", "region")  # expect: column-mapped "takes `region` away from `orders`"
    op.drop_column("orders", "legacy")  # expect: column-read "`old_ones` still uses it"
    op.alter_column("orders", "nr", new_column_name="number")  # expect: column-running "`nr`"
    op.drop_column("orders", "kind")  # ok: made again
    op.add_column("orders", sa.Column("kind", sa.Integer(), nullable=True))
    op.drop_column("orders", "forgotten")  # ok: base does not use it either
    op.execute("ALTER TABLE stock_item DROP COLUMN place")  # expect: column-running "`place` away from `stock_item`"
    op.drop_table("coupons")  # expect: table-running "the table `coupons`"
    op.drop_table("baskets")  # expect: table-mapped "the table `baskets`"
    op.drop_table("ledger")  # expect: table-read "`purged` still reads it"
    op.drop_table("unheard_of")  # ok: no model stands for it
    op.create_table("drafts", sa.Column("id", sa.Integer()))
    op.drop_column("drafts", "id")  # ok: the table is new


def downgrade() -> None:
    op.drop_column("orders", "total")  # ok: the way back
