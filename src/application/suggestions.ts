import type { ClassifiedFinding } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import type { ModuleFacts } from '../python/facts/facts.ts';
import type { SourceTree } from '../python/model/index.ts';
import type { SourceParser } from './trees/source-parser.ts';

/** Longest line that is suggested: what is longer was not written by hand. */
const LONGEST_LINE = 400;

/** A fix that begins with one line of code made from the real call. */
const CODE = /^(`{3,})python\n([^\n]+)\n\1(?:\n|$)/u;

/** The head of a change, with what is needed to try an edit out. */
interface Head {
  readonly tree: SourceTree;
  readonly parser: SourceParser;
}

/**
 * Says of each finding how its line reads after the fix, where that can be proved: the fix is an argument more, another value of the
 * last one, or `await` in front of a call on one line of head, and the file still parses. Everything else stays advice.
 */
export function withSuggestions(review: Review, head: Head): Review {
  const files = new Map(head.tree.files.map((file) => [file.path, file]));
  const findings = review.findings.map((finding) => {
    const file = files.get(finding.path);
    const isOpen = finding.status === 'introduced' || finding.status === 'worsened';
    const code = CODE.exec(finding.fix)?.[2];
    if (!isOpen || finding.side !== 'RIGHT' || finding.line !== finding.endLine) return finding;
    if (code === undefined || file === undefined) return finding;
    const facts = head.tree.factsOf(file);
    const text = head.tree.textOf(file);
    if (!facts.ok || text === null) return finding;
    const suggestion = suggestedLine(finding, { code, facts: facts.facts, text, ...head });
    return suggestion === null ? finding : { ...finding, suggestion };
  });
  return { ...review, findings };
}

interface Edit extends Head {
  readonly code: string;
  readonly facts: ModuleFacts;
  readonly text: string;
}

function suggestedLine({ line, column }: ClassifiedFinding, edit: Edit): string | null {
  const lines = edit.text.split('\n');
  const old = lines[line - 1];
  if (old === undefined || !isPlain(old)) return null;
  const before = old.slice(0, column - 1);
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  const canAwait = isInAsyncFunction(edit.facts, start);
  for (let end = old.indexOf(')', column); end !== -1; end = old.indexOf(')', end + 1)) {
    const call = old.slice(column - 1, end + 1);
    const after = old.slice(end + 1);
    const fixed = fixedCall(call, edit);
    if (fixed === null) continue;
    const isAwaited = fixed.startsWith('await ');
    // What follows would be asked of the coroutine's result, or come first.
    if (isAwaited && (!canAwait || before.includes('lambda') || /^\s*(?:[.[(]|\*\*)/u.test(after)))
      return null;
    const suggestion = before + fixed + after;
    return parsesLike(lines.with(line - 1, suggestion).join('\n'), edit) ? suggestion : null;
  }
  return null;
}

/** A line that comes back as it was read: no other line end than the usual one, nothing that could not be decoded. */
function isPlain(line: string): boolean {
  return line.length <= LONGEST_LINE && !/[\r\uFEFF\uFFFD]/u.test(line);
}

/** The call as written, with the fix in it; null when the fix is something else. */
function fixedCall(call: string, { code, facts }: Edit): string | null {
  if (squeezed(code) === squeezed(`await ${call}`)) return `await ${call}`;
  return withLastArgument(call, code) ?? withQuotes(call, code) ?? onLoop(call, code, facts);
}

/** `get(url)` and `get(url, timeout=None)` → `get(url, timeout=10)`. */
function withLastArgument(call: string, code: string): string | null {
  const [, keyword = '', value = ''] = /[(,]\s*(\w+)=([\w.]+)\)$/u.exec(code) ?? [];
  if (keyword === '') return null;
  const argument = `${keyword}=${value}`;
  const open = call.slice(0, -1);
  const candidates = [
    `${open}${open.endsWith('(') ? '' : ', '}${argument})`,
    call.replace(new RegExp(`\\b${keyword}\\s*=\\s*\\w+\\)$`, 'u'), `${argument})`),
  ];
  return (
    candidates.find((candidate) => candidate !== call && squeezed(candidate) === squeezed(code)) ??
    null
  );
}

/** `Decimal(0.1)` → `Decimal("0.1")`. */
function withQuotes(call: string, code: string): string | null {
  const quoted = call.replace(/\((\d+\.\d+)\)$/u, '("$1")');
  return quoted !== call && squeezed(quoted) === squeezed(code) ? quoted : null;
}

/** `time.sleep(1)` → `await asyncio.sleep(1)`, where the module has `asyncio`. */
function onLoop(call: string, code: string, facts: ModuleFacts): string | null {
  const args = call.slice(call.indexOf('('));
  const fixed = `await asyncio.sleep${args}`;
  return squeezed(fixed) === squeezed(code) && importsAsyncio(facts) ? fixed : null;
}

function importsAsyncio({ imports }: ModuleFacts): boolean {
  return imports.some(
    ({ module, name, alias, deferred, typeOnly }) =>
      module === 'asyncio' && name === null && alias === null && !deferred && !typeOnly,
  );
}

/** Texts of the model have their own spaces and quotes. */
function squeezed(code: string): string {
  return code.replace(/\s+/gu, '').replaceAll("'", '"');
}

function isInAsyncFunction({ functions }: ModuleFacts, at: number): boolean {
  const around = functions.filter(({ body, end }) => (body[0]?.start ?? end) <= at && at < end);
  return around.at(-1)?.isAsync === true;
}

function parsesLike(text: string, edit: Edit): boolean {
  const before = edit.parser.parse(edit.text);
  const after = edit.parser.parse(text);
  return before.ok && after.ok && after.value.errors.length <= before.value.errors.length;
}
