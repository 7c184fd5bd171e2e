import { callsWithRole, defineRule, practiceRow } from '#rule-kit';
import type { FunctionModel } from '#rule-kit';

export default defineRule({
  title: 'No transactional outbox',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'a transactional outbox',
  create({ knowledge, project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => module.functions.filter(writesTwice),
      evidence: (targets) => [
        ...project.modules
          .filter(({ path }) => /outbox/iu.test(path))
          .map(({ path }) => ({ path, line: 1 })),
        ...targets.flatMap((module) => module.classes.filter(({ name }) => /outbox/iu.test(name))),
        ...callsWithRole(targets, knowledge, ['on-commit']),
      ],
    });
  },
});

/** Its own calls, not those of helpers: a write to the database, and a message to somebody else. */
function writesTwice(fn: FunctionModel): boolean {
  const effects = new Set(fn.calls.flatMap((call) => call.fact?.effects ?? []));
  const tells = (['publish', 'task-dispatch', 'email', 'message-send'] as const).some((effect) =>
    effects.has(effect),
  );
  return tells && (effects.has('database-write') || effects.has('transaction-commit'));
}
