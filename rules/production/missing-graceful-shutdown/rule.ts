import { callsWithRole, defineRule, entriesOf, practiceRow, statementsIn } from '#rule-kit';
import type { FunctionModel, ModuleModel } from '#rule-kit';

export default defineRule({
  title: 'No graceful shutdown',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'signal handlers that stop the loop and drain',
  create({ knowledge, project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => endlessLoops(module),
      evidence: (targets) => [
        ...callsWithRole(targets, knowledge, ['signal-handler', 'server-run']),
        ...targets.flatMap((module) => entriesOf(module, project, ['shutdown', 'startup'])),
      ],
    });
  },
});

/** Functions with `while True:` around work that waits: a worker of the project's own. */
function endlessLoops(module: ModuleModel): readonly FunctionModel[] {
  return module.functions.filter(
    (fn) =>
      waits(fn) &&
      [...statementsIn(fn.body)].some(
        (statement) => statement.kind === 'while' && isTrue(statement.test),
      ),
  );
}

function isTrue(test: { readonly kind: string; readonly value?: unknown }): boolean {
  return test.kind === 'constant' && test.value === 'True';
}

function waits(fn: FunctionModel): boolean {
  return fn.calls.some((call) => call.fact?.effects?.includes('sleep') === true);
}
