import { builtAgain, builtOnce, defineRule, placeAt, servedUnit, textOf } from '#rule-kit';

export default defineRule({
  title: 'Engine or connection pool built for every call',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  guards: ['pool-reuse'],
  messages: {
    'per-call': '`{client}` builds {cost} anew for every {unit} that `{entry}` serves.',
    'per-item': '`{client}` builds {cost} anew for every item of `{items}`.',
    'guard-removed':
      '`{function}` builds a `{subject}` of its own for every call: it no longer uses the shared `{guard}`.',
  },
  library: 'one engine for the process with a configured pool; a session per request',
  create({ knowledge, project, report }) {
    return {
      call(call) {
        const again = builtAgain(call, 'pool', project);
        if (again === null) return;
        const { lifetime, cost, confidence, evidence } = again;
        const place = placeAt(call, call.expr.callee);
        const isCache = knowledge.hasRole(call.fact?.returns ?? '', 'cache');
        const severity = isCache ? 'medium' : 'high';
        const fixCode = builtOnce(call, nameOf(call.text));
        const details = { confidence, evidence, fixCode, severity } as const;
        const params = { client: call.text, cost };
        if (lifetime.kind === 'loop') {
          const items = textOf(lifetime.loop.header);
          report(place, 'per-item', { ...params, items }, details);
        } else {
          const unit = servedUnit(lifetime.entry);
          const entry = lifetime.entry.function.name;
          report(place, 'per-call', { ...params, unit, entry }, details);
        }
      },
    };
  },
});

/** The variable that holds it afterwards. */
function nameOf(callee: string): string {
  if (callee.endsWith('engine')) return 'engine';
  return /pool/iu.test(callee) ? 'pool' : 'client';
}
