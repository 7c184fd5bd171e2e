import { defineRule, isLibraryFor, libraryEvidence, outboundCalls, practiceRow } from '#rule-kit';
import type { LibraryEntry } from '#rule-kit';

export default defineRule({
  title: 'No retry policy for remote calls',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'tenacity or stamina',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: outboundCalls,
      evidence: () => libraryEvidence(project, (library, name) => isRetry(library, name)),
    });
  },
});

/** A library for retries, or the retry policy of a client. */
function isRetry(library: LibraryEntry, name: string): boolean {
  if (/(?:^|[._])[Rr]etry(?:$|[._])/u.test(name)) return true;
  return library.kind.includes('resilience') && isLibraryFor(library, ['retry']);
}
