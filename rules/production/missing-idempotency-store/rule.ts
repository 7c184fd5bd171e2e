import { defineRule, entriesOf, practiceRow } from '#rule-kit';

const EVENTS = ['webhook', 'bot-payment', 'consumer'] as const;

export default defineRule({
  title: 'No idempotency for events from outside',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'a table of processed events with a unique id',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => entriesOf(module, project, EVENTS),
      evidence: (targets) =>
        targets
          .flatMap((module) => entriesOf(module, project, EVENTS))
          .flatMap(({ function: fn }) => project.evidence(fn, 'idempotency').found),
    });
  },
});
