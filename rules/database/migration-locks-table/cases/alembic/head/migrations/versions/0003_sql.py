from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD CONSTRAINT ck CHECK (a > 0) NOT VALID")  # ok: not checked
    op.execute("CREATE INDEX CONCURRENTLY ix_b ON orders (b)")  # expect: refused "`ix_b` on `orders`"
    op.execute("ALTER TABLE orders ADD CONSTRAINT fk_c FOREIGN KEY (c) REFERENCES users (id)")  # expect: foreign-key
    op.execute("COMMIT")
    op.execute("CREATE INDEX CONCURRENTLY ix_c ON orders (c)")  # ok: the transaction is over
    op.execute("ALTER TABLE orders ADD CONSTRAINT uq UNIQUE USING INDEX ix_c")  # ok: the index is there
