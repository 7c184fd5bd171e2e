import { defineRule, entriesOf, isLibraryFor, libraryEvidence, practiceRow } from '#rule-kit';

/** What somebody outside waits for. */
const SERVICE_ENTRIES = [
  'route',
  'webhook',
  'bot-handler',
  'bot-payment',
  'task',
  'consumer',
  'schedule',
] as const;

export default defineRule({
  title: 'No metrics or tracing',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'opentelemetry, prometheus-fastapi-instrumentator',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => entriesOf(module, project, SERVICE_ENTRIES),
      evidence: () =>
        libraryEvidence(project, (library) => isLibraryFor(library, ['metrics', 'tracing'])),
    });
  },
});
