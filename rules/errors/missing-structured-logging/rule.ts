import {
  defineRule,
  entriesOf,
  isLibraryFor,
  libraryEvidence,
  practiceRow,
  SERVICE_ENTRIES,
} from '#rule-kit';

export default defineRule({
  title: 'No structured logging',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'structlog',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => entriesOf(module, project, SERVICE_ENTRIES),
      evidence: () =>
        libraryEvidence(
          project,
          (library) =>
            library.library === 'loguru' || isLibraryFor(library, ['structured-logging']),
        ),
    });
  },
});
