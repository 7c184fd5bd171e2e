import type { ClassifiedFinding } from '../domain/finding.ts';
import { cut } from './cut.ts';
import { fixSection, folded } from './fix-section.ts';
import { codeSpan, safeHeadline, safeInline, safeMarkdown } from './markdown-text.ts';
import type { Links } from './places.ts';
import { findingPlace, placeText, ruleText } from './places.ts';
import { capitalized, counted } from './words.ts';

/** GitHub's limit of a comment. */
export const MAX_COMMENT_CHARACTERS = 65_536;

/** Places listed in a comment on several findings. */
const MOST_PLACES = 50;

export interface CommentOptions {
  readonly links: Links;
  /** Hidden text by which the comment is found again: an HTML comment. It survives every cut. */
  readonly marker?: string;
  /** Names the place: for documents, where the text does not sit on its line. */
  readonly place?: boolean;
  /** The comment stands on the finding's line in head: a fix that is a whole line can be taken over with a click. */
  readonly suggests?: boolean;
}

/** The inline comment of one finding, or of several findings of one rule; the first one is the one it stands on. */
export function renderComment(
  findings: readonly [ClassifiedFinding, ...ClassifiedFinding[]],
  options: CommentOptions,
): string {
  const [finding, ...others] = findings;
  const { links, marker = '' } = options;
  const place = options.place === true ? ` · ${placeText(findingPlace(finding), links)}` : '';
  const sections = [
    `**${badge(finding)}** · ${ruleText(finding.rule, links)}${place}`,
    `**${safeHeadline(finding.message)}**`,
    placesList(others, links),
    section('Why it is dangerous', finding.why),
    fixSection(finding.fix, suggestionOf(findings, options)),
    finding.library === '' ? '' : `**Use** ${safeInline(finding.library)}`,
    evidenceList(finding, links),
    folded('Migration', safeMarkdown(finding.migration)),
    suppression(finding),
  ].filter((text) => text !== '');
  const tail = marker === '' ? '' : `\n\n${marker}`;
  return cut(sections.join('\n\n'), MAX_COMMENT_CHARACTERS - tail.length) + tail;
}

function suggestionOf(
  [finding, ...others]: readonly [ClassifiedFinding, ...ClassifiedFinding[]],
  { suggests = false }: CommentOptions,
): string | null {
  return suggests && others.length === 0 ? (finding.suggestion ?? null) : null;
}

/** `High severity, medium confidence`: what a label would say, in words that a screen reader reads. */
export function badge(finding: ClassifiedFinding): string {
  const severity = `${capitalized(finding.severity)} severity`;
  const confidence = finding.confidence === 'high' ? '' : `, ${finding.confidence} confidence`;
  const status = finding.status === 'worsened' ? ', made worse by this change' : '';
  return severity + confidence + status;
}

function section(title: string, markdown: string): string {
  const text = safeMarkdown(markdown);
  return text === '' ? '' : `**${title}**\n\n${text}`;
}

function placesList(others: readonly ClassifiedFinding[], links: Links): string {
  if (others.length === 0) return '';
  const shown = others
    .slice(0, MOST_PLACES)
    .map((other) => `- ${placeText(findingPlace(other), links)} ${safeInline(other.message)}`);
  const rest = others.length - shown.length;
  if (rest > 0) shown.push(`- and ${rest} more`);
  return `The same in ${counted(others.length, 'more place')}:\n${shown.join('\n')}`;
}

function evidenceList(finding: ClassifiedFinding, links: Links): string {
  if (finding.evidence.length === 0) return '';
  const items = finding.evidence
    .slice(0, MOST_PLACES)
    .map((evidence, index) =>
      `${index + 1}. ${placeText(evidence, links)} ${safeInline(evidence.note)}`.trimEnd(),
    );
  return `**Evidence**\n\n${items.join('\n')}`;
}

function suppression(finding: ClassifiedFinding): string {
  if (!finding.path.endsWith('.py')) {
    return `<sub>Not a problem here? Say why in ${codeSpan('.github/lintel.yml')}, with a waiver of ${codeSpan(finding.rule)} for this path.</sub>`;
  }
  return `<sub>Not a problem here? Say why on the line: ${codeSpan(`# lintel: ignore[${finding.rule}] -- reason`)}</sub>`;
}
