import type { RulePage } from '../../engine/loaded-rule.ts';
import { err, ok, type Result } from '../../domain/result.ts';

/** Headings of rule.md, in this order. */
const SECTIONS = [
  'What is wrong',
  'Why it is dangerous',
  'Fix',
  'Migration',
  'Not reported',
  'Briefs covered',
  'References',
] as const;
type Section = (typeof SECTIONS)[number];

/** How a section says that there is nothing to say. */
const NOTHING = /^(?:none|not needed|nothing)\b/iu;

/** Reads rule.md into its sections, or says what is wrong with it. */
export function parseRulePage(markdown: string): Result<RulePage, readonly string[]> {
  const { title, sections } = splitSections(markdown);
  const problems: string[] = [];
  if (title === null) problems.push('rule.md must begin with "# <title>"');
  const found = sections.map((section) => section.heading);
  if (found.join('|') !== SECTIONS.join('|')) {
    problems.push(
      `rule.md has the headings "${found.join('", "')}"; expected, in this order: "${SECTIONS.join('", "')}"`,
    );
  }
  for (const section of sections) {
    if (section.text === '') problems.push(`section "${section.heading}" of rule.md is empty`);
  }
  if (problems.length > 0 || title === null) return err(problems);
  const text = (heading: Section): string =>
    sections.find((section) => section.heading === heading)?.text ?? '';
  return ok({
    markdown,
    title,
    whatIsWrong: text('What is wrong'),
    whyDangerous: text('Why it is dangerous'),
    fix: text('Fix'),
    migration: NOTHING.test(text('Migration')) ? '' : text('Migration'),
    notReported: text('Not reported'),
    briefs: text('Briefs covered'),
    references: text('References'),
  });
}

interface SectionText {
  readonly heading: string;
  readonly text: string;
}

/** Splits at `##` headings; lines inside fences are no headings, however many `#` they begin with. */
function splitSections(markdown: string): {
  readonly title: string | null;
  readonly sections: readonly SectionText[];
} {
  let title: string | null = null;
  let fence = '';
  const sections: { heading: string; lines: string[] }[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})/u.exec(line)?.[1] ?? '';
    if (fence === '' && mark !== '') fence = mark;
    else if (fence !== '' && mark.startsWith(fence)) fence = '';
    const heading = fence === '' && mark === '' ? /^(#{1,2}) (.+)$/u.exec(line) : null;
    if (heading?.[1] === '#' && title === null && sections.length === 0)
      title = heading[2]?.trim() ?? null;
    else if (heading?.[1] === '##') sections.push({ heading: heading[2]?.trim() ?? '', lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return {
    title,
    sections: sections.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() })),
  };
}
