import { defineRule, entriesOf, practiceRow } from '#rule-kit';

const HEALTH =
  /(?:^|\/)(?:health(?:[-_]?checks?|z)?|ready|readyz|readiness|live|livez|liveness|ping|heartbeat)\/?$/iu;
const HEALTH_FILE = /(?:^|\/)health(?:_?checks?|z)?(?:\/__init__)?\.py$/u;

export default defineRule({
  title: 'No health check',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'a /livez and a /readyz route',
  create({ project, mode, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => entriesOf(module, project, ['route']),
      evidence: (targets) => {
        const places = targets.flatMap((module) =>
          entriesOf(module, project, ['route']).filter(({ path }) => HEALTH.test(path ?? '')),
        );
        const files = project.modules.filter(({ path }) => HEALTH_FILE.test(path));
        if (places.length > 0 || files.length > 0)
          return [...places, ...files.map(({ path }) => ({ path, line: 1 }))];
        // The route may stand in a module that this review did not need to read.
        return mode === 'audit' ? [] : null;
      },
    });
  },
});
