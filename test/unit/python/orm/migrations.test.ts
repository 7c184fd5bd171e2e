import { describe, expect, it } from '@jest/globals';
import type { Migration } from '../../../../src/python/model/orm.ts';
import { projectOf } from '../../../support/project.ts';

function migration(path: string, source: string): Migration {
  const found = projectOf({ [path]: source }).migrationAt(path);
  if (found === null) throw new Error('No migration.');
  return found;
}

const operations = ({ operations: all }: Migration): readonly string[] =>
  all.map(
    ({
      kind,
      table,
      column,
      nullable,
      hasDefault,
      hasServerDefault,
      concurrently,
      columns,
      name,
      sql,
    }) =>
      [
        kind,
        table,
        column,
        nullable === null ? '' : nullable ? 'null' : 'not-null',
        hasDefault ? 'default' : '',
        hasServerDefault ? 'server' : '',
        concurrently ? 'concurrently' : '',
        columns.join('+'),
        name,
        sql,
      ]
        .filter((part) => part !== '')
        .join(' '),
  );

it('alembic', () => {
  const found = migration(
    'alembic/versions/2_more.py',
    `
import sqlalchemy as sa
from alembic import op
revision = "b"
down_revision = "a"
def upgrade() -> None:
    op.create_table("tags", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String()))
    op.add_column("orders", sa.Column("state", sa.String(), nullable=False))
    op.add_column("orders", sa.Column("kind", sa.String(), nullable=False, server_default="x"))
    op.alter_column("orders", "note", nullable=False)
    op.alter_column("orders", "nr", new_column_name="number")
    op.create_index(op.f("ix_state"), "orders", ["state"], postgresql_concurrently=True)
    op.create_foreign_key("fk", "orders", "users", ["user_id"], ["id"])
    op.drop_constraint("old", "orders")
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("age", sa.Integer(), nullable=True))
        batch_op.drop_column("born")
        batch_op.create_unique_constraint("uq", ["email"])
    op.execute("UPDATE orders SET kind = 'y'")
    backfill()
    op.rename_table("a", "b")
def backfill():
    op.get_bind().execute(sa.text("DELETE FROM old"))
def downgrade() -> None:
    op.drop_table("tags")
`,
  );
  expect([found.framework, found.id, found.dependsOn, found.isInitial]).toEqual([
    'alembic',
    'b',
    ['a'],
    false,
  ]);
  expect(operations(found)).toEqual([
    'create-table tags id+name',
    'add-column orders state not-null',
    'add-column orders kind not-null server',
    'alter-column orders note not-null',
    'rename-column orders nr number',
    'create-index orders concurrently state ix_state',
    'create-constraint orders user_id fk',
    'drop-constraint orders old',
    'add-column users age null',
    'drop-column users born',
    'create-constraint users email uq',
    "run-sql UPDATE orders SET kind = 'y'",
    'run-sql DELETE FROM old',
    'rename-table a b',
  ]);
});

it('alembic: the first revision', () => {
  expect(
    migration('alembic/versions/1.py', 'revision = "a"\ndown_revision = None\ndef upgrade(): ...\n')
      .isInitial,
  ).toBe(true);
});

describe('Django', () => {
  const found = migration(
    'shop/migrations/0002_more.py',
    `
from django.db import migrations, models
from django.contrib.postgres.operations import AddIndexConcurrently
class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial"), ("auth", "0001_initial")]
    operations = [
        migrations.CreateModel(name="Tag", fields=[("id", models.AutoField(primary_key=True)), ("name", models.CharField())]),
        migrations.AddField(model_name="order", name="state", field=models.CharField(max_length=3)),
        migrations.AddField("order", "kind", models.CharField(default="x", null=True)),
        migrations.AlterField(model_name="order", name="note", field=models.TextField(db_default="")),
        migrations.RemoveField(model_name="order", name="old"),
        migrations.RenameField(model_name="order", old_name="nr", new_name="number"),
        AddIndexConcurrently(model_name="order", index=models.Index(fields=["state"], name="ix")),
        migrations.AddConstraint(model_name="order", constraint=models.UniqueConstraint(fields=["a", "b"], name="uq")),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("DROP TABLE x")], state_operations=[migrations.DeleteModel(name="Gone")]),
        migrations.RunPython(None),
    ]
`,
  );

  it('keeps its place in the history', () => {
    expect([found.framework, found.id, found.dependsOn, found.isInitial]).toEqual([
      'django',
      'shop.0002_more',
      ['shop.0001_initial', 'auth.0001_initial'],
      false,
    ]);
  });

  it('has its operations in order, without those of the state alone', () => {
    expect(operations(found)).toEqual([
      'create-table shop_tag id+name',
      'add-column shop_order state not-null',
      'add-column shop_order kind null default',
      'alter-column shop_order note not-null server',
      'drop-column shop_order old',
      'rename-column shop_order nr number',
      'create-index shop_order concurrently state ix',
      'create-constraint shop_order a+b uq',
      'run-sql DROP TABLE x',
      'drop-table x',
      'run-python',
    ]);
  });
});

it('raw SQL: what it does to the schema follows it', () => {
  const found = migration(
    'alembic/versions/3_sql.py',
    `
from alembic import op
revision = "c"
down_revision = "b"
TABLE = "orders"
DROP = "ALTER TABLE public.orders DROP COLUMN old, DROP COLUMN IF EXISTS older CASCADE"
def upgrade() -> None:
    op.execute("CREATE UNIQUE INDEX CONCURRENTLY uq ON orders USING btree (lower(email), state)")
    op.execute(DROP)
    op.execute("ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT fk")
    op.execute("""
        -- DROP TABLE kept;
        ALTER TABLE "orders" ADD COLUMN kind varchar(3) NOT NULL DEFAULT 'a,b', ALTER COLUMN note SET NOT NULL,
          ALTER nr TYPE bigint, RENAME COLUMN a TO b
    """)
    op.drop_column(TABLE, "gone")
`,
  );
  expect(operations(found).filter((text) => !text.startsWith('run-sql'))).toEqual([
    'create-index orders concurrently uq',
    'drop-column orders old',
    'drop-column orders older',
    'create-constraint orders user_id fk',
    'add-column orders kind not-null server',
    'alter-column orders note not-null',
    'alter-column orders nr',
    'rename-column orders a b',
    'drop-column orders gone',
  ]);
  expect(found.operations.map(({ notValid }) => notValid)).toContain(true);
});

it('what runs outside the transaction', () => {
  const found = migration(
    'alembic/versions/4_block.py',
    `
from alembic import op
revision = "d"
down_revision = "c"
def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix", "orders", ["a"], postgresql_concurrently=True)
    op.create_index("iy", "orders", ["b"], postgresql_concurrently=True)
`,
  );
  expect(found.operations.map(({ inTransaction }) => inTransaction)).toEqual([false, true]);
});

it('Django: models as written, squashed migrations, constraints taken away', () => {
  const found = migration(
    'shop/migrations/0009_squashed.py',
    `
from django.db import migrations, models
class Migration(migrations.Migration):
    atomic = False
    replaces = [("shop", "0002_a"), ("shop", "0003_b")]
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AlterUniqueTogether(name="order", unique_together={("a", "b")}),
        migrations.AlterUniqueTogether(name="order", unique_together=set()),
        migrations.RemoveField("Order", "old"),
    ]
`,
  );
  expect([found.isInitial, found.replaces]).toEqual([true, ['shop.0002_a', 'shop.0003_b']]);
  expect(
    found.operations.map(({ kind, model, columns, unique, inTransaction }) => [
      kind,
      model,
      columns.join('+'),
      unique,
      inTransaction,
    ]),
  ).toEqual([
    ['create-constraint', 'order', 'a+b', true, false],
    ['drop-constraint', 'order', '', true, false],
    ['drop-column', 'Order', '', false, false],
  ]);
});

it('alembic: rows that Python changes, helpers of other files', () => {
  const path = 'alembic/versions/5_rows.py';
  const source = `
from alembic import op
from sqlalchemy.orm import Session
from app.fill import fill
revision = "e"
down_revision = "d"
def upgrade() -> None:
    session = Session(bind=op.get_bind())
    session.commit()
    fill()
`;
  const files = { [path]: source, 'app/__init__.py': '', 'app/fill.py': 'def fill(): ...\n' };
  const found = projectOf(files).migrationAt(path);
  expect(found?.operations.map(({ kind }) => kind)).toEqual(['run-python', 'run-python']);
});

it('aerich: SQL that upgrade returns', () => {
  const found = migration(
    'migrations/models/1_2025_more.py',
    `
from tortoise import BaseDBAsyncClient
RUN_IN_TRANSACTION = False
async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE "chat" DROP COLUMN "note";
        CREATE UNIQUE INDEX CONCURRENTLY "uq" ON "chat" ("title");"""
async def downgrade(db: BaseDBAsyncClient) -> str:
    return """DROP TABLE "chat";"""
`,
  );
  expect([found.framework, found.id, found.isInitial]).toEqual(['aerich', '1_2025_more', false]);
  expect(operations(found).slice(1)).toEqual([
    'drop-column chat note',
    'create-index chat concurrently title uq',
  ]);
  expect(found.operations.map(({ inTransaction }) => inTransaction)).toEqual([false, false, false]);
});
