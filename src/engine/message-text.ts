/** Longest piece of code quoted in a message. */
const LONGEST_VALUE = 120;

/**
 * Fills the placeholders of a message. Values come from untrusted code and usually stand in a code span: line breaks and
 * back-ticks would end it, so they go. Escaping for Markdown is the renderer's work.
 */
export function interpolate(
  message: string,
  params: Readonly<Record<string, string | number>>,
): string {
  return message.replace(/\{(\w+)\}/gu, (placeholder, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return value === undefined ? placeholder : quotable(String(value));
  });
}

function quotable(value: string): string {
  const clean = value
    // Control and bidirectional characters could make a message read differently from the code.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/`/gu, "'")
    .trim();
  const points = Array.from(clean);
  return points.length > LONGEST_VALUE ? `${points.slice(0, LONGEST_VALUE - 1).join('')}…` : clean;
}

/** A fence that the code cannot close. */
export function fenced(language: 'python' | 'sh', code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n+$/u, '')}\n${fence}`;
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
