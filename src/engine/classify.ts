import { SEVERITIES, type FindingStatus } from '../domain/finding.ts';
import { fingerprintOfKey, identityKey } from '../domain/fingerprint.ts';
import type { ChangedLines } from '../domain/changed-lines.ts';
import { sortedBy } from '../domain/order.ts';
import type { RawFinding } from './raw-finding.ts';
import type { SymbolPlace } from './tracking.ts';

/** A finding with its identity and what the change has to do with it. */
export interface Classified {
  readonly finding: RawFinding;
  readonly status: FindingStatus;
  readonly fingerprint: string;
  /** The finding of base it continues, null when there is none. */
  readonly before: RawFinding | null;
}

export interface Comparison {
  readonly head: readonly RawFinding[];
  readonly base: readonly RawFinding[];
  readonly lines: Pick<ChangedLines, 'isAdded' | 'basePathOf' | 'baseLineOf'>;
  /** Path and symbol in base of a place of head. */
  identityOf(headPath: string, headSymbol: string): SymbolPlace;
  /** False when head could not be looked at where the finding of base stood: it is then not called fixed. */
  canBeFixed(finding: RawFinding): boolean;
}

/** An audit: nothing to compare with, every finding counts as introduced. */
export function classifyAll(findings: readonly RawFinding[]): readonly Classified[] {
  const fingerprints = new Fingerprints();
  return findings.map((finding) => ({
    finding,
    status: 'introduced',
    fingerprint: fingerprints.next(keyAt(finding, finding)),
    before: null,
  }));
}

/**
 * Gives every finding of head and base its status. Matched findings keep the fingerprint of base, so that a rename, a move
 * or an edit of arguments changes no identity; new ones are numbered after those of base.
 */
export function classify(comparison: Comparison): readonly Classified[] {
  const fingerprints = new Fingerprints();
  const baseFingerprints = new Map<RawFinding, string>();
  const baseKeys = new Map<RawFinding, string>();
  for (const finding of comparison.base) {
    const key = keyAt(finding, finding);
    baseKeys.set(finding, key);
    baseFingerprints.set(finding, fingerprints.next(key));
  }
  const compared = comparison.head.filter((finding) => !finding.ofChange);
  const headKeys = new Map(
    comparison.head.map((finding) => [finding, headKey(finding, comparison)]),
  );
  const ofBase = new Set(comparison.base);
  const matches = matchAll(compared, comparison, {
    keyOf: (finding) => headKeys.get(finding) ?? baseKeys.get(finding) ?? '',
    placeOf: (finding) => (ofBase.has(finding) ? finding : placeOfHead(finding, comparison)),
  });
  const head = comparison.head.map((finding): Classified => {
    const before = matches.get(finding) ?? null;
    const known = before === null ? undefined : baseFingerprints.get(before);
    return {
      finding,
      status: statusOf(finding, before),
      fingerprint: known ?? fingerprints.next(headKeys.get(finding) ?? ''),
      before,
    };
  });
  const matched = new Set(matches.values());
  const fixed = comparison.base
    .filter((finding) => !matched.has(finding) && comparison.canBeFixed(finding))
    .map((finding): Classified => ({
      finding,
      status: 'fixed',
      fingerprint: baseFingerprints.get(finding) ?? '',
      before: finding,
    }));
  return [...head, ...fixed];
}

function headKey(finding: RawFinding, comparison: Comparison): string {
  return keyAt(finding, placeOfHead(finding, comparison));
}

/** Path and symbol that a finding of head has in base. */
function placeOfHead(finding: RawFinding, comparison: Comparison): SymbolPlace {
  if (finding.side === 'LEFT') return finding;
  return comparison.identityOf(finding.path, finding.symbol);
}

function keyAt(finding: RawFinding, place: SymbolPlace): string {
  return identityKey({
    rule: finding.rule.id,
    context: finding.context,
    path: place.path,
    symbol: place.symbol,
  });
}

/** Hands out ordinals per key, in the order of asking. */
class Fingerprints {
  private readonly counts = new Map<string, number>();

  next(key: string): string {
    const ordinal = this.counts.get(key) ?? 0;
    this.counts.set(key, ordinal + 1);
    return fingerprintOfKey(key, ordinal);
  }
}

interface Keys {
  /** Identity without the ordinal. */
  readonly keyOf: (finding: RawFinding) => string;
  /** Path and symbol in base. */
  readonly placeOf: (finding: RawFinding) => SymbolPlace;
}

/**
 * Passes, each over what the last one left: the same text on a line that the change left alone, whatever was put around it;
 * the same text at the same place; the same thing at the same place (its arguments were edited); a call of the same function
 * there, by another name (an import got an alias, a receiver a variable); the same text elsewhere (the code was moved), which
 * must stand on added lines.
 */
function matchAll(
  head: readonly RawFinding[],
  comparison: Comparison,
  { keyOf, placeOf }: Keys,
): ReadonlyMap<RawFinding, RawFinding> {
  const matches = new Map<RawFinding, RawFinding>();
  const taken = new Set<RawFinding>();
  const isAdded = (finding: RawFinding): boolean =>
    comparison.lines.isAdded(finding.path, finding.line);
  // Findings on untouched lines choose first: of two equal ones, the one that was always there is the old one.
  const ordered = sortedBy(head, (f) => [isAdded(f) ? 1 : 0, f.path, f.line, f.column]);
  const pass = (
    textOf: (finding: RawFinding) => string,
    admits: (finding: RawFinding) => boolean,
  ): void => {
    const open = new Map<string, RawFinding[]>();
    for (const finding of comparison.base) {
      if (taken.has(finding)) continue;
      const text = textOf(finding);
      open.set(text, [...(open.get(text) ?? []), finding]);
    }
    for (const finding of ordered) {
      if (matches.has(finding) || !admits(finding)) continue;
      const before = open.get(textOf(finding))?.shift();
      if (before === undefined) continue;
      matches.set(finding, before);
      taken.add(before);
    }
  };
  const ofBase = new Set(comparison.base);
  const text = (f: RawFinding): string => `${f.rule.id}\0${f.context}\0${f.exact}`;
  const always = (): boolean => true;
  pass(
    (f) => `${text(f)}\0${inBase(f, comparison.lines, ofBase)}`,
    (f) => !isAdded(f),
  );
  pass((f) => `${keyOf(f)}\0${f.exact}`, always);
  pass(keyOf, always);
  pass((f) => {
    const { path, symbol } = placeOf(f);
    const what = f.called === null ? keyOf(f) : `${f.rule.id}\0${f.messageKey}\0${f.called}`;
    return `${path}\0${symbol}\0${what}`;
  }, always);
  pass(text, isAdded);
  return matches;
}

/** Where the finding stands in base coordinates. */
function inBase(
  finding: RawFinding,
  lines: Comparison['lines'],
  ofBase: ReadonlySet<RawFinding>,
): string {
  if (ofBase.has(finding)) return `${finding.path}:${finding.line}`;
  const line = lines.baseLineOf(finding.path, finding.line);
  return `${lines.basePathOf(finding.path) ?? ''}:${line ?? ''}`;
}

function statusOf(finding: RawFinding, before: RawFinding | null): FindingStatus {
  if (before === null) return 'introduced';
  const rank = SEVERITIES.indexOf(finding.severity);
  const rankBefore = SEVERITIES.indexOf(before.severity);
  const graver = rank < rankBefore;
  const more = finding.weight > before.weight;
  return graver || more ? 'worsened' : 'inherited';
}
