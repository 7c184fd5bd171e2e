import {
  defineRule,
  entriesOf,
  isLibraryFor,
  libraryEvidence,
  practiceRow,
  SERVICE_ENTRIES,
} from '#rule-kit';

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
