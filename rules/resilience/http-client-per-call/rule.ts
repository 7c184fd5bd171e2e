import { builtAgain, builtOnce, defineRule, placeAt, servedUnit, textOf } from '#rule-kit';
import type { BuiltAgain } from '#rule-kit';

export default defineRule({
  title: 'Client built for every call',
  severity: 'medium',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  guards: ['client-reuse'],
  messages: {
    'per-call': '`{client}` builds {cost} anew for every {unit} that `{entry}` serves.',
    'per-item': '`{client}` builds {cost} anew for every item of `{items}`.',
    'guard-removed':
      '`{function}` builds a `{subject}` of its own for every call: it no longer uses the shared `{guard}`.',
  },
  library: 'one client for the process, built in the lifespan and injected',
  create({ project, report }) {
    return {
      call(call) {
        const again = builtAgain(call, 'client', project);
        if (again === null) return;
        const { lifetime, cost, evidence } = again;
        const confidence = isOfJob(again) ? 'low' : again.confidence;
        const place = placeAt(call, call.expr.callee);
        const fixCode = builtOnce(call, 'client');
        const details = { confidence, evidence, fixCode, severity: severityOf(again) } as const;
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

/** One client for a batch of calls costs little for each of them, and nobody waits for a job. */
function severityOf(again: BuiltAgain): 'medium' | 'low' {
  return again.servesMany || isOfJob(again) ? 'low' : 'medium';
}

function isOfJob({ lifetime }: BuiltAgain): boolean {
  return lifetime.kind === 'entry' && lifetime.entry.kind === 'task';
}
