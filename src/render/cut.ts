const DEFAULT_NOTE = '*The text is cut here: it is longer than GitHub accepts.*';

/**
 * Shortens Markdown to a number of characters at a line's end, closes what the cut left open, and says that something is
 * missing.
 */
export function cut(markdown: string, limit: number, note = DEFAULT_NOTE): string {
  if (markdown.length <= limit) return markdown;
  const end = `\n\n${note}`;
  let kept = cutAtLine(markdown, limit - end.length - ROOM_TO_CLOSE);
  let open = openPartsOf(kept);
  if (open.closing.length > ROOM_TO_CLOSE) {
    // A fence longer than any sensible one: the block it opens goes too.
    kept = kept.slice(0, open.fenceStart);
    open = openPartsOf(kept);
  }
  return kept + open.closing + end;
}

/** Room for a closing fence of any sensible length and for one `</details>`. */
const ROOM_TO_CLOSE = 100;

function cutAtLine(markdown: string, length: number): string {
  const lastBreak = markdown.lastIndexOf('\n', length);
  return lastBreak > length / 2 ? markdown.slice(0, lastBreak) : wholeStart(markdown, length);
}

/** The first characters of a text, never half of a surrogate pair. */
export function wholeStart(text: string, length: number): string {
  return text.slice(0, /[\ud800-\udbff]/u.test(text.charAt(length - 1)) ? length - 1 : length);
}

interface OpenParts {
  readonly closing: string;
  /** Where the fence that is still open begins. */
  readonly fenceStart: number;
}

function openPartsOf(markdown: string): OpenParts {
  let fence = '';
  let fenceStart = markdown.length;
  let details = 0;
  let offset = 0;
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(`{3,}(?=[^`]*$)|~{3,})/u.exec(line)?.[1] ?? '';
    if (fence === '' && mark !== '') [fence, fenceStart] = [mark, offset];
    else if (fence !== '') {
      if (mark.startsWith(fence) && line.trim() === mark) fence = '';
    } else if (line.startsWith('<details>')) details++;
    else if (line.startsWith('</details>')) details--;
    offset += line.length + 1;
  }
  const closing = fence === '' ? '' : `\n${fence}`;
  return { closing: closing + '\n\n</details>'.repeat(Math.max(0, details)), fenceStart };
}
