import { defineRule, isLibraryFor, libraryEvidence, outboundCalls, practiceRow } from '#rule-kit';

export default defineRule({
  title: 'No circuit breaker around remote services',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'pybreaker or aiobreaker',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: outboundCalls,
      evidence: () =>
        libraryEvidence(project, (library) =>
          isLibraryFor(library, ['breaker', 'circuit-breaker']),
        ),
    });
  },
});
