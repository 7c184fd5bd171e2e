import type { Expr } from '../facts/facts.ts';
import { statementsIn } from '../facts/expressions.ts';
import { stringText } from '../flow/expression-text.ts';
import type { Migration, MigrationOperation } from '../model/orm.ts';
import type { FunctionModel, ModuleModel } from '../model/symbols.ts';
import { truth } from './literals.ts';
import { schemaChangesIn } from './migration-sql.ts';
import { moduleValue, operationOn } from './migration-shape.ts';

/** A migration file of aerich (Tortoise): `async def upgrade(db) -> str` that returns SQL; null when the module is none. */
export function aerichMigration(module: ModuleModel): Migration | null {
  const upgrade = module.functions.find(
    ({ name, outer, class: cls }) => name === 'upgrade' && outer === null && cls === null,
  );
  if (upgrade?.isAsync !== true || !takesClient(upgrade)) return null;
  const name = module.path.slice(module.path.lastIndexOf('/') + 1).replace(/\.py$/, '');
  const inTransaction = truth(moduleValue(module, 'RUN_IN_TRANSACTION')) !== false;
  return {
    path: module.path,
    framework: 'aerich',
    id: name,
    dependsOn: [],
    replaces: [],
    isInitial: name.startsWith('0_'),
    operations: [...statementsIn(upgrade.body)].flatMap((statement) =>
      statement.kind === 'return' && statement.value !== null
        ? operationsOf(statement.value, upgrade, inTransaction)
        : [],
    ),
  };
}

function takesClient({ params }: FunctionModel): boolean {
  return params.length === 1 && params[0]?.name === 'db';
}

function operationsOf(
  returned: Expr,
  upgrade: FunctionModel,
  inTransaction: boolean,
): readonly MigrationOperation[] {
  const place = { module: upgrade.module, symbol: upgrade.symbol, expr: returned };
  const sql = stringText(returned) ?? '';
  return [
    operationOn(place, 'run-sql', { sql, inTransaction }),
    ...schemaChangesIn(sql).map(({ kind, ...draft }) =>
      operationOn(place, kind, { ...draft, inTransaction }),
    ),
  ];
}
