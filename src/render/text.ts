import type { ClassifiedFinding, Severity } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { isCounted } from '../domain/score.ts';
import { printable, printableLine, wrapMarkdown } from './plain-text.ts';
import { createPaint, type Paint } from './paint.ts';
import { stateMachinesText } from './state-machines.ts';
import { unjudgedSentence } from './unjudged.ts';
import { counted, listed, NO_PYTHON, spaced, verdictTitle } from './words.ts';

export interface TextOptions {
  readonly color: boolean;
  /** The line of code a finding stands on; null when it is not at hand. */
  readonly codeOf: (finding: ClassifiedFinding) => string | null;
}

/** With more findings than this, reasons and fixes are left to `lintel explain`: nobody reads forty of them in a terminal. */
const MOST_DETAILED = 15;
const WIDTH = 100;
const MOST_SKIPPED = 10;
const MOST_CODE = 160;

/** The report for a terminal. */
export function renderText(review: Review, options: TextOptions): string {
  const paint = createPaint(options.color);
  const blocks = [
    header(review, paint),
    ...fileBlocks(review.findings.filter(isCounted), options, paint),
    fixedBlock(review, paint),
    nextStep(review, paint),
    ledgerBlock(review, paint),
    machineBlock(review, paint),
    practiceBlock(review, paint),
    movedBlock(review, paint),
    ...summaryBlocks(review, paint),
    coverageBlock(review),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function header(review: Review, paint: Paint): string {
  const title = `${verdictTitle(review.verdict)} · score ${review.score.value} of 10`;
  const { frameworks, layout, entryPoints } = review.context;
  const facts = [
    frameworks.length > 0 ? listed(frameworks.map(printable)) : '',
    layout === '' || layout === 'unknown' ? '' : `layout ${printable(layout)}`,
    entryPoints.length > 0 ? counted(entryPoints.length, 'entry point') : '',
  ].filter((fact) => fact !== '');
  const lines = [paint.verdict(review.verdict, title), review.verdictReason];
  if (facts.length > 0) lines.push(paint.dim(facts.join(' · ')));
  return lines.join('\n');
}

function fileBlocks(
  findings: readonly ClassifiedFinding[],
  options: TextOptions,
  paint: Paint,
): string[] {
  const isDetailed = findings.length <= MOST_DETAILED;
  const byPath = Map.groupBy(findings, (finding) => finding.path);
  const blocks = [...byPath].map(([path, group]) =>
    [
      paint.bold(printableLine(path)),
      ...group.flatMap((finding) => findingLines(finding, { isDetailed, paint, options })),
    ]
      .join('\n')
      .trimEnd(),
  );
  if (!isDetailed && blocks.length > 0) {
    blocks.push(paint.dim('Why and how to fix: lintel explain RULE.'));
  }
  return blocks;
}

interface Style {
  readonly isDetailed: boolean;
  readonly paint: Paint;
  readonly options: TextOptions;
}

function findingLines(finding: ClassifiedFinding, style: Style): string[] {
  const { paint, options } = style;
  const place = `${finding.line}:${finding.column}`.padEnd(8);
  const notes = [
    finding.rule,
    finding.status === 'worsened' ? 'worsened' : '',
    finding.side === 'LEFT' ? 'removed here' : '',
    finding.confidence === 'high' ? '' : `${finding.confidence} confidence`,
  ].filter((note) => note !== '');
  const lines = [
    `  ${place} ${severityCell(finding.severity, paint)} ${printable(finding.message)} ${paint.dim(`[${notes.join(', ')}]`)}`,
  ];
  const code = options.codeOf(finding)?.trim() ?? '';
  if (code !== '')
    lines.push(`           ${paint.dim('│')} ${printable(code).slice(0, MOST_CODE)}`);
  for (const evidence of finding.evidence) {
    const where = `${printableLine(evidence.path)}:${evidence.line}`;
    lines.push(`           ${paint.dim(`→ ${where} ${printable(evidence.note)}`)}`);
  }
  if (style.isDetailed) lines.push(...details(finding, paint));
  return lines;
}

function severityCell(severity: Severity, paint: Paint): string {
  return paint.severity(severity, severity.padEnd(8));
}

function details(finding: ClassifiedFinding, paint: Paint): string[] {
  const sections: readonly (readonly [string, string])[] = [
    ['Why it is dangerous', finding.why],
    ['Fix', finding.fix],
    ['Library', finding.library],
    ['Migration', finding.migration],
  ];
  const lines: string[] = [];
  for (const [title, markdown] of sections) {
    if (markdown.trim() === '') continue;
    lines.push('', `    ${paint.bold(title)}`);
    for (const line of wrapMarkdown(printable(markdown.trim()), WIDTH - 4)) {
      lines.push(line === '' ? '' : `    ${line}`);
    }
  }
  return [...lines, ''];
}

function fixedBlock(review: Review, paint: Paint): string {
  const fixed = review.findings.filter((finding) => finding.status === 'fixed');
  const inherited = review.findings.filter((finding) => finding.status === 'inherited');
  const lines = fixed.map(
    (finding) =>
      `${paint.good('fixed')}  ${printableLine(finding.path)}:${finding.line} ${printable(finding.message)} ${paint.dim(`[${finding.rule}]`)}`,
  );
  if (inherited.length > 0) {
    lines.push(
      paint.dim(
        `${counted(inherited.length, 'finding was', 'findings were')} there before; --format json lists them.`,
      ),
    );
  }
  if (review.suppressed > 0) {
    lines.push(
      paint.dim(`${counted(review.suppressed, 'finding is', 'findings are')} suppressed.`),
    );
  }
  return lines.join('\n');
}

function nextStep(review: Review, paint: Paint): string {
  if (review.nextVerdict === null) return '';
  const fixes = new Set(review.nextVerdict.fixes);
  const places = review.findings
    .filter((finding) => fixes.has(finding.fingerprint))
    .map((finding) => `  ${printableLine(finding.path)}:${finding.line} ${finding.rule}`);
  if (places.length === 0) return '';
  const title = `To get to "${verdictTitle(review.nextVerdict.verdict)}", fix ${counted(places.length, 'finding')}`;
  if (places.length > MOST_DETAILED) return paint.bold(`${title}.`);
  return [paint.bold(`${title}:`), ...places].join('\n');
}

/** The score so that it can be recomputed: `10 − 4 critical − 2 × 1.5 high`. One deduction needs no sum. */
function ledgerBlock({ score }: Review, paint: Paint): string {
  if (score.deductions.length < 2) return '';
  const counts = new Map<number, number>();
  for (const { points } of score.deductions) counts.set(points, (counts.get(points) ?? 0) + 1);
  const parts = [...counts]
    .sort(([a], [b]) => b - a)
    .map(([points, count]) => ` − ${count === 1 ? '' : `${count} × `}${points}`);
  return paint.dim(`Score: 10${parts.join('')}, never under 1.`);
}

/** What rules and waivers have to say besides findings. Diagrams are for pages that draw them. */
function summaryBlocks({ summaryBlocks: blocks }: Review, paint: Paint): string[] {
  return blocks
    .filter(({ markdown }) => !markdown.includes('```'))
    .map(({ title, markdown }) =>
      [paint.bold(printable(title)), ...wrapMarkdown(printable(markdown), WIDTH)].join('\n'),
    );
}

function practiceBlock(review: Review, paint: Paint): string {
  const rows = review.practices.filter(
    (practice) =>
      practice.status === 'missing' || (practice.status === 'present' && practice.touched),
  );
  if (rows.length === 0) return '';
  const lines = rows.map((practice) => {
    const places = practice.status === 'missing' ? practice.needed : practice.evidence;
    const where = places
      .slice(0, 3)
      .map((place) => `${printableLine(place.path)}:${place.line}`)
      .join(', ');
    const mark = practice.status === 'missing' ? paint.bad('missing') : paint.good('present');
    const word = practice.status === 'missing' ? 'needed for' : 'seen at';
    return `  ${mark}  ${spaced(practice.id)}${where === '' ? '' : paint.dim(` (${word} ${where})`)}`;
  });
  return [paint.bold('Production practices'), ...lines].join('\n');
}

function machineBlock({ stateMachines }: Review, paint: Paint): string {
  if (stateMachines.length === 0) return '';
  return [paint.bold('State machines'), ...stateMachinesText(stateMachines)].join('\n');
}

function movedBlock(review: Review, paint: Paint): string {
  return review.movedGuards
    .map(
      (moved) =>
        `${paint.dim('moved')}  ${printable(moved.guard)} from ${printableLine(moved.from.path)}:${moved.from.line} to ${printableLine(moved.to.path)}:${moved.to.line}`,
    )
    .join('\n');
}

function coverageBlock(review: Review): string {
  const { files, analysed, skipped, unjudged, crashedRules } = review.coverage;
  const lines = [
    files === 0 ? `${NO_PYTHON}.` : `Analysed ${analysed} of ${counted(files, 'Python file')}.`,
  ];
  const sentence = unjudgedSentence(unjudged);
  if (sentence !== '') lines.push(sentence);
  if (skipped.length > 0) lines.push('Not analysed, or only in part:');
  for (const skip of skipped.slice(0, MOST_SKIPPED)) {
    lines.push(`  ${printableLine(skip.path)}: ${printable(skip.reason)}`);
  }
  if (skipped.length > MOST_SKIPPED) lines.push(`  and ${skipped.length - MOST_SKIPPED} more`);
  for (const crash of crashedRules) {
    lines.push(`  the rule ${crash.rule} crashed and is left out: ${printable(crash.message)}`);
  }
  return lines.join('\n');
}
