import type { ClassifiedFinding } from '../domain/finding.ts';
import { SEVERITIES } from '../domain/finding.ts';
import { sortedBy } from '../domain/order.ts';
import type { Review, ReviewContext } from '../domain/review.ts';
import { isCounted } from '../domain/score.ts';
import { cut } from './cut.ts';
import { codeSpan, safeInline, safeMarkdown } from './markdown-text.ts';
import type { Links } from './places.ts';
import { findingPlace, placeText, ruleText } from './places.ts';
import { practicesChecklist } from './practices.ts';
import { stateMachinesMarkdown } from './state-machines.ts';
import { unjudgedSentence } from './unjudged.ts';
import { capitalized, counted, NO_PYTHON, verdictTitle } from './words.ts';

/** GitHub's limit of a check run's summary. */
export const MAX_SUMMARY_CHARACTERS = 65_535;

const MOST_FINDINGS = 100;
const MOST_STEPS = 10;
const MOST_NAMES = 12;
const MOST_FILES = 30;

export interface SummaryOptions {
  readonly links: Links;
  /** What a reader must know first: a broken configuration, a review that covers only a part. */
  readonly notes?: readonly string[];
  /** True when everything was looked at, not a change. */
  readonly isAudit?: boolean;
}

/** Title and summary of the check run. */
export interface CheckOutput {
  readonly title: string;
  readonly summary: string;
}

export function renderSummary(review: Review, options: SummaryOptions): CheckOutput {
  const { links, notes = [] } = options;
  const notices = notes.map((note) => `> ${safeInline(note)}`);
  const silence = silenceOf(review);
  if (silence !== null) {
    const told = [...notices, creditsSection(review, links), coverageSection(review)];
    return { title: silence, summary: joined(told) };
  }
  const sections = [
    ...notices,
    verdictSection(review, links),
    findingsSection(review.findings, links),
    contextSection(review.context, options.isAudit === true),
    titled('State machines', stateMachinesMarkdown(review.stateMachines, links)),
    titled(
      'Production practices',
      practicesChecklist(options.isAudit === true ? allOpen(review) : review.practices, links),
    ),
    creditsSection(review, links),
    ...review.summaryBlocks.map((block) =>
      titled(safeInline(block.title), safeMarkdown(block.markdown)),
    ),
    scoreSection(review),
    coverageSection(review),
  ];
  return {
    title: `${verdictTitle(review.verdict)} · score ${review.score.value} of 10`,
    summary: joined(sections),
  };
}

/** Why there is no verdict to tell, where nothing was analysed and nothing found: a committed secret counts without any Python beside it. */
function silenceOf({ coverage, findings }: Review): string | null {
  const { files, analysed, skipped, unjudged } = coverage;
  if (findings.some(isCounted)) return null;
  if (files === 0) return NO_PYTHON;
  const isAllLeftOut = analysed === 0 && skipped.length === 0 && unjudged.length > 0;
  return isAllLeftOut ? 'No rule judges the files that changed' : null;
}

function joined(sections: readonly string[]): string {
  return cut(sections.filter((text) => text !== '').join('\n\n'), MAX_SUMMARY_CHARACTERS);
}

/** An audit has no change that could leave a practice alone. */
function allOpen({ practices }: Review): Review['practices'] {
  return practices.map((practice) => ({ ...practice, touched: true }));
}

function titled(title: string, markdown: string): string {
  return markdown === '' ? '' : `### ${title}\n\n${markdown}`;
}

function folded(title: string, markdown: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${markdown}\n\n</details>`;
}

function verdictSection(review: Review, links: Links): string {
  const title = `## ${verdictTitle(review.verdict)} · ${review.score.value} of 10`;
  return [title, safeInline(review.verdictReason), nextSteps(review, links)]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The smallest set of fixes that reaches the next verdict, worst first: the order in which to go. */
function nextSteps(review: Review, links: Links): string {
  if (review.nextVerdict === null) return '';
  const fixes = new Set(review.nextVerdict.fixes);
  const findings = byRisk(review.findings.filter(({ fingerprint }) => fixes.has(fingerprint)));
  if (findings.length === 0) return '';
  const steps = findings
    .slice(0, MOST_STEPS)
    .map(
      (finding, index) =>
        `${index + 1}. ${placeText(findingPlace(finding), links)} ${ruleText(finding.rule, links)}`,
    );
  const rest = findings.length - steps.length;
  if (rest > 0) steps.push(`${steps.length + 1}. and ${rest} more`);
  const next = verdictTitle(review.nextVerdict.verdict);
  return `**Next steps** to reach *${next}*, in this order:\n\n${steps.join('\n')}`;
}

function findingsSection(findings: readonly ClassifiedFinding[], links: Links): string {
  const counting = byRisk(findings.filter(isCounted));
  if (counting.length === 0) return '';
  const blocks: string[] = [];
  const shown = counting.slice(0, MOST_FINDINGS);
  for (const severity of SEVERITIES) {
    const group = shown.filter((finding) => finding.severity === severity);
    if (group.length === 0) continue;
    const items = group.map((finding) => findingItem(finding, links));
    blocks.push(`**${capitalized(severity)}**\n\n${items.join('\n')}`);
  }
  const rest = counting.length - shown.length;
  if (rest > 0) blocks.push(`and ${counted(rest, 'more finding')}.`);
  return titled('Findings', blocks.join('\n\n'));
}

function findingItem(finding: ClassifiedFinding, links: Links): string {
  const notes = [
    finding.confidence === 'high' ? '' : `${finding.confidence} confidence`,
    finding.status === 'worsened' ? 'made worse' : '',
    finding.side === 'LEFT' ? 'removed here' : '',
  ].filter((note) => note !== '');
  const tail = notes.length === 0 ? '' : ` *(${notes.join(', ')})*`;
  return `- ${placeText(findingPlace(finding), links)} ${safeInline(finding.message)} ${ruleText(finding.rule, links)}${tail}`;
}

/** Highest risk first: severity, then confidence, then place. */
function byRisk(findings: readonly ClassifiedFinding[]): readonly ClassifiedFinding[] {
  const confidences = ['high', 'medium', 'low'];
  return sortedBy(findings, (finding) => [
    SEVERITIES.indexOf(finding.severity),
    confidences.indexOf(finding.confidence),
    finding.path,
    finding.line,
    finding.rule,
  ]);
}

function contextSection(context: ReviewContext, isAudit: boolean): string {
  const rows = [
    names('Frameworks', context.frameworks),
    context.layout === '' || context.layout === 'unknown'
      ? ''
      : `- Layout: ${codeSpan(context.layout)}`,
    names('Layers', context.layers),
    names('Features', context.features),
    entryPoints(context.entryPoints),
  ].filter((row) => row !== '');
  return titled(isAudit ? 'What is there' : 'What the change touches', rows.join('\n'));
}

function names(title: string, all: readonly string[]): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MOST_NAMES).map(codeSpan);
  const rest = all.length - shown.length;
  return `- ${title}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const MOST_ENTRY_FILES = 6;
const MOST_ENTRIES = 4;

/** `POST /a (app/api.py)`, `GET /b (app/api.py)`: a line for each file, so that nobody reads a wall of routes. */
function entryPoints(all: readonly string[]): string {
  const byFile = Map.groupBy(all, (entry) => /\(([^()]*)\)$/u.exec(entry)?.[1] ?? '');
  const lines = [...byFile].slice(0, MOST_ENTRY_FILES).map(([file, entries]) => {
    const names = entries.map((entry) => entry.replace(/ \([^()]*\)$/u, ''));
    const shown = names.slice(0, MOST_ENTRIES).map(codeSpan).join(', ');
    const rest = names.length - MOST_ENTRIES;
    const more = rest > 0 ? ` and ${rest} more` : '';
    return `  - ${shown}${more}${file === '' ? '' : ` in ${codeSpan(file)}`}`;
  });
  if (lines.length === 0) return '';
  const rest = byFile.size - lines.length;
  if (rest > 0) lines.push(`  - and those of ${counted(rest, 'more file')}`);
  return [`- Entry points: ${all.length}`, ...lines].join('\n');
}

function creditsSection(review: Review, links: Links): string {
  const fixed = review.findings.filter((finding) => finding.status === 'fixed');
  const items = [
    ...fixed.map(
      (finding) =>
        `- Fixed: ${safeInline(finding.message)} ${ruleText(finding.rule, links)} (was ${placeText({ ...findingPlace(finding), side: 'LEFT' }, links)})`,
    ),
    ...review.movedGuards.map((moved) =>
      `- Moved, still in force: ${safeInline(moved.guard)} from ${placeText({ ...moved.from, side: 'LEFT' }, links)} to ${placeText(moved.to, links)} ${safeInline(moved.note)}`.trimEnd(),
    ),
  ];
  return titled('Improved or kept', items.slice(0, MOST_FINDINGS).join('\n'));
}

function scoreSection(review: Review): string {
  const { value, deductions } = review.score;
  if (deductions.length === 0) return '';
  const byFingerprint = new Map(review.findings.map((finding) => [finding.fingerprint, finding]));
  const rows = deductions.map(({ fingerprint, rule, points }) => {
    const finding = byFingerprint.get(fingerprint);
    const place = finding === undefined ? '' : ` ${codeSpan(`${finding.path}:${finding.line}`)}`;
    return `- −${points} ${codeSpan(rule)}${place}`;
  });
  const shown = rows.slice(0, MOST_FINDINGS);
  if (rows.length > shown.length) shown.push(`- and ${rows.length - shown.length} more`);
  return folded(
    `Score: 10 less ${counted(deductions.length, 'deduction')}, never under 1 = ${value}`,
    shown.join('\n'),
  );
}

function coverageSection(review: Review): string {
  const { files, analysed, skipped, unjudged, crashedRules } = review.coverage;
  const inherited = review.findings.filter(({ status }) => status === 'inherited').length;
  const sentences = [
    files === 0 ? `${NO_PYTHON}.` : `${analysed} of ${counted(files, 'Python file')} analysed.`,
    unjudgedSentence(unjudged),
    inherited === 0 ? '' : `${counted(inherited, 'finding was', 'findings were')} there before.`,
    review.suppressed === 0
      ? ''
      : `${counted(review.suppressed, 'finding is', 'findings are')} suppressed with a reason.`,
  ].filter((sentence) => sentence !== '');
  const items = [
    ...skipped.map(({ path, reason }) => `- ${codeSpan(path)}: ${safeInline(reason)}`),
    ...crashedRules.map(
      ({ rule, message }) =>
        `- The rule ${codeSpan(rule)} crashed, its findings are missing: ${safeInline(message)}`,
    ),
  ];
  const shown = items.slice(0, MOST_FILES);
  if (items.length > shown.length) shown.push(`- and ${items.length - shown.length} more`);
  const list =
    shown.length === 0 ? '' : `\n\nNot analysed, or only in part:\n\n${shown.join('\n')}`;
  return `### Coverage\n\n${sentences.join(' ')}${list}`;
}
