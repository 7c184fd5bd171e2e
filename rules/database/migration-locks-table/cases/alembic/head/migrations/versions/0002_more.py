import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
TABLE = "orders"


def upgrade() -> None:
    op.create_index(op.f("ix_orders_state"), TABLE, ["state"])  # expect: index "builds `ix_orders_state, ix_users_mail` on `orders, users`"
    op.create_index("ix_users_mail", "users", ["mail"], unique=True)  # ok: told with the first one
    with op.get_context().autocommit_block():
        op.create_index("ix_a", "orders", ["a"], postgresql_concurrently=True)  # ok: outside the transaction
    op.create_unique_constraint("uq_nr", "orders", ["nr"])  # expect: unique "`uq_nr` to `orders`"
    op.create_foreign_key("fk_user", "orders", "users", ["user_id"], ["id"])  # expect: foreign-key "`fk_user` of `orders`"
    op.create_foreign_key("fk_b", "orders", "users", ["b"], ["id"], postgresql_not_valid=True)  # ok: not checked
    op.add_column("orders", sa.Column("shop_id", sa.Integer, nullable=True))
    op.create_foreign_key("fk_shop", "orders", "shops", ["shop_id"], ["id"])  # ok: the column is new
    op.create_check_constraint("ck_total", "orders", "total > 0")  # expect: check "`ck_total` of `orders`"
    op.create_check_constraint("ck_shop", "orders", "shop_id > 0")  # ok: the column is new
    op.alter_column("orders", "id", existing_type=sa.Integer(), type_=sa.BigInteger())  # expect: rewrite "`id` in `orders`"
    op.alter_column("orders", "note", existing_type=sa.String(8), type_=sa.Text())  # ok: stored alike
    op.alter_column("orders", "kind", type_=sa.Integer())  # ok: what it was is not said
    op.create_table("lines", sa.Column("id", sa.Integer, primary_key=True))
    op.create_index("ix_lines", "lines", ["id"])  # ok: the table is new


def downgrade() -> None:
    op.create_index("ix_old", "orders", ["old"])  # ok: the way back
