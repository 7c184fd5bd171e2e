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
  title: 'No error tracking',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'sentry_sdk',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => entriesOf(module, project, SERVICE_ENTRIES),
      evidence: () =>
        libraryEvidence(project, (library) => isLibraryFor(library, ['error-tracking'])),
    });
  },
});
