/** Longest piece of code quoted in a message. */
const LONGEST_VALUE = 120;

/**
 * Fills the placeholders of a message. Values come from untrusted code and usually stand in a code span: line breaks and
 * back-ticks would end it, so they go. Escaping for Markdown is the renderer's work.
 */
export function interpolate(message: string, params: MessageValues): string {
  return message.replace(/\{(\w+)\}/gu, (placeholder, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) return placeholder;
    // Several values each get a code span of their own: the placeholder of a list stands in one.
    return typeof value === 'object' ? value.map(quotable).join('`, `') : quotable(String(value));
  });
}

export type MessageValues = Readonly<Record<string, string | number | readonly string[]>>;

/** A note of the detector: its code spans stay, and it is one short line. */
export function noteText(note: string): string {
  return shortened(withoutControls(note).replace(/\s+/gu, ' '));
}

function quotable(value: string): string {
  return shortened(withoutControls(value).replace(/`/gu, "'"));
}

/** Control and bidirectional characters could make a message read differently from the code. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

function shortened(clean: string): string {
  const points = Array.from(clean);
  return points.length > LONGEST_VALUE ? `${points.slice(0, LONGEST_VALUE - 1).join('')}…` : clean;
}

/** A fence that the code cannot close. */
export function fenced(language: 'python' | 'sh', code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n+$/u, '')}\n${fence}`;
}

/**
 * The samples of a page that fit the code at hand: those under the heading `### name`, or the first where none is named so. What
 * stands before the first such heading is for all.
 */
export function withSample(fix: string, sample: string | undefined): string {
  const [head, ...groups] = splitAtHeadings(fix);
  const chosen = groups.find(({ heading }) => heading === sample) ?? groups[0];
  return [head?.text ?? '', chosen?.text ?? ''].filter((text) => text !== '').join('\n\n');
}

/** Parts between headings of the third level, the first without one. Lines of fences are no headings. */
function splitAtHeadings(
  markdown: string,
): readonly { readonly heading: string; readonly text: string }[] {
  const parts: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  let isFenced = false;
  for (const line of markdown.split('\n')) {
    if (/^\s*`{3,}/u.test(line)) isFenced = !isFenced;
    const heading = isFenced ? undefined : /^### (.+)$/u.exec(line)?.[1];
    if (heading === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ heading: heading.trim(), lines: [] });
  }
  return parts.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }));
}

/** Takes the harness's words off the fences of rule.md (`python reported`, `python accepted`). */
export function withPlainFences(markdown: string): string {
  return markdown.replace(/^(\s*`{3,}(?:python|dotenv))[ \t]+\S.*$/gmu, '$1');
}

/** As `withPlainFences`, with words before the code that is wrong and the code that takes its place. */
export function withCaptionedFences(markdown: string): string {
  const lines: string[] = [];
  /** What the fence right above shows; null when text stands in between. */
  let above: string | null = null;
  let open: { readonly fence: string; readonly shows: string } | null = null;
  for (const line of markdown.split('\n')) {
    const [, indent = '', fence = '', shows = ''] = FENCE.exec(line) ?? [];
    if (open !== null) {
      lines.push(line);
      if (line.trim() !== open.fence) continue;
      above = open.shows;
      open = null;
    } else if (fence !== '') {
      const caption = captionOf(shows, above);
      if (caption !== '') lines.push(`${indent}${caption}`, '');
      lines.push(withPlainFences(line));
      open = { fence, shows };
    } else {
      lines.push(line);
      if (line.trim() !== '') above = null;
    }
  }
  return withoutEmptyFiles(lines.join('\n'));
}

/** Samples of several files name empty ones too (`__init__.py`), which only the harness needs. */
function withoutEmptyFiles(markdown: string): string {
  return markdown.replace(/^# path: \S+\n+(?=# path: |`{3})/gmu, '');
}

const FENCE = /^(\s*)(`{3,})(?:(?:python|dotenv)[ \t]+(\S+))?/u;

function captionOf(shows: string, above: string | null): string {
  if (shows === 'reported') return 'Before:';
  if (shows !== 'accepted' || above === null) return '';
  return above === 'reported' ? 'After:' : 'Or:';
}

/** The first paragraph: what stands before the first empty line. */
export function firstParagraph(markdown: string): string {
  return markdown.split(/\n[ \t]*\n/u)[0]?.trim() ?? '';
}
