import { defineRule, entriesOf, libraryEvidence, practiceRow } from '#rule-kit';
import type { LibraryEntry } from '#rule-kit';

export default defineRule({
  title: 'No rate limit',
  severity: 'low',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {},
  library: 'slowapi, fastapi-limiter, or a throttling middleware',
  create({ project, practice }) {
    return practiceRow({
      practice,
      neededIn: (module) => entriesOf(module, project, ['route', 'webhook', 'bot-handler']),
      evidence: () => libraryEvidence(project, isRateLimit),
    });
  },
});

/** A library for limits, or the throttling of a framework by name. */
function isRateLimit(library: LibraryEntry, name: string): boolean {
  return /rate_?limit|limiter|throttl|slowapi/iu.test(`${library.library} ${name}`);
}
