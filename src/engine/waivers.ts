import { matchesAny } from '../domain/glob.ts';
import type { Review } from '../domain/review.ts';
import { isExpired } from '../domain/suppression.ts';
import type { ReviewConfig, Waiver } from './config.ts';
import type { RawFinding } from './raw-finding.ts';

/** True when a waiver that is still in force covers the finding. */
export function isWaived(finding: RawFinding, config: ReviewConfig, today: string): boolean {
  return config.waivers.some(
    (waiver) => !isExpired(waiver.until, today) && covers(waiver, finding),
  );
}

function covers(waiver: Waiver, finding: RawFinding): boolean {
  const { rule } = finding;
  if (waiver.rule !== rule.id && !rule.formerIds.includes(waiver.rule)) return false;
  if (waiver.paths.length > 0 && !matchesAny(waiver.paths, finding.path)) return false;
  return (
    waiver.symbol === null ||
    waiver.symbol === finding.symbol ||
    finding.symbol.startsWith(`${waiver.symbol}.`)
  );
}

/** A waiver that has ended is named in the summary with its owner: somebody promised something for that day. */
export function expiredWaivers(config: ReviewConfig, today: string): Review['summaryBlocks'] {
  const expired = config.waivers.filter((waiver) => isExpired(waiver.until, today));
  if (expired.length === 0) return [];
  const lines = expired.map(
    (waiver) =>
      `- ${waiver.rule}: ended on ${waiver.until}, owned by ${waiver.owner} (${waiver.reason})`,
  );
  return [{ title: 'Expired waivers', markdown: lines.join('\n') }];
}
