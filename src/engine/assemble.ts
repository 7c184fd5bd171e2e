import { canonicalJson, sha256 } from '../domain/canonical-json.ts';
import { changedLinesOf } from '../domain/changed-lines.ts';
import type { ClassifiedFinding } from '../domain/finding.ts';
import { sortedBy } from '../domain/order.ts';
import type { Coverage, Place, Practice, Review, Skipped } from '../domain/review.ts';
import { scoreOf } from '../domain/score.ts';
import { judge } from '../domain/verdict.ts';
import type { PracticeReport } from '../rule-kit/definition.ts';
import type { Classified } from './classify.ts';
import { placesOf } from './finding-of.ts';
import type { LoadedRule } from './loaded-rule.ts';
import { contextOf } from './review-context.ts';
import type { Judged, ReviewInput } from './review-input.ts';
import { expiredWaivers, isWaived } from './waivers.ts';

/** Puts the Review together: what is hidden goes, the rest is sorted, judged and sealed with a digest. */
export function assembleReview(input: ReviewInput, judged: Judged): Review {
  const { config, today } = input;
  const isHidden = ({ finding }: Classified): boolean =>
    judged.suppressed.has(finding) || isWaived(finding, config, today);
  const shown = judged.classified.filter((entry) => !isHidden(entry));
  const baseline = new Set(config.baseline);
  const findings = sortedBy(
    shown.map((entry) => classifiedFinding(entry, baseline)),
    (f) => [f.path, f.line, f.column, f.rule, f.message, f.fingerprint],
  );
  const { verdict, verdictReason, nextVerdict } = judge(
    findings,
    config.verdict.minimumScore,
    input.base === null ? 'reported' : 'introduced or worsened',
  );
  const review: Omit<Review, 'digest'> = {
    verdict,
    verdictReason,
    nextVerdict,
    score: scoreOf(findings),
    findings,
    practices: practicesOf(input, judged),
    movedGuards: judged.movedGuards,
    stateMachines: judged.stateMachines,
    suppressed: judged.classified.filter((entry) => entry.status !== 'fixed' && isHidden(entry))
      .length,
    context: contextOf(input.head, contextModules(input, judged)),
    coverage: coverageOf(input, judged),
    summaryBlocks: [
      ...judged.run.summaryBlocks.filter((_, index) => index < MAX_SUMMARY_BLOCKS),
      ...expiredWaivers(config, today),
    ],
  };
  return { ...review, digest: sha256(canonicalJson(review)) };
}

const MAX_SUMMARY_BLOCKS = 10;

function classifiedFinding(entry: Classified, baseline: ReadonlySet<string>): ClassifiedFinding {
  const {
    rule,
    context: _context,
    exact: _exact,
    called: _called,
    weight: _weight,
    ofChange: _ofChange,
    target: _target,
    ...finding
  } = entry.finding;
  const accepted = baseline.has(entry.fingerprint) && entry.status !== 'fixed';
  return {
    ...finding,
    rule: rule.id,
    dimension: rule.dimension,
    fingerprint: entry.fingerprint,
    status: accepted ? 'inherited' : entry.status,
  };
}

/** A review tells what the change touches, not what its importers do. */
function contextModules(input: ReviewInput, judged: Judged): Judged['targets']['modules'] {
  const files = new Set(judged.targets.files);
  return input.base === null
    ? judged.targets.modules
    : judged.targets.modules.filter((module) => files.has(module.path));
}

function coverageOf(input: ReviewInput, judged: Judged): Coverage {
  const skipped = [
    ...(input.skipped ?? []),
    ...judged.targets.skipped,
    ...judged.otherTargets.skipped,
  ];
  const unique = new Map(skipped.map((entry) => [`${entry.path}\0${entry.reason}`, entry]));
  const files = new Set(judged.targets.files);
  return {
    files: files.size,
    analysed: judged.targets.modules.filter((module) => files.has(module.path)).length,
    skipped: sortedBy<Skipped>([...unique.values()], (entry) => [entry.path, entry.reason]),
    unjudged: judged.targets.unjudged,
    crashedRules: sortedBy(
      [...judged.crashed].map(([rule, message]) => ({ rule: rule.id, message })),
      (entry) => [entry.rule],
    ),
  };
}

function practicesOf(input: ReviewInput, judged: Judged): readonly Practice[] {
  const lines = changedLinesOf(input.changes);
  const isTouched = (place: Place): boolean => lines.isAdded(place.path, place.line);
  return sortedBy(
    [...judged.run.practices]
      .filter(([rule]) => !judged.crashed.has(rule))
      .map(([rule, report]) => practiceOf(rule, report, isTouched)),
    (practice) => [practice.id],
  );
}

function practiceOf(
  rule: LoadedRule,
  report: PracticeReport,
  isTouched: (place: Place) => boolean,
): Practice {
  const needed = placesOf(report.needed);
  return {
    id: rule.id.replace(/^missing-/u, ''),
    status: report.status,
    needed,
    evidence: placesOf(report.evidence),
    touched: needed.some(isTouched),
  };
}
