import {
  defineRule,
  entriesOf,
  isLibraryFor,
  libraryEvidence,
  practiceRow,
  SERVICE_ENTRIES,
} from '#rule-kit';

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
