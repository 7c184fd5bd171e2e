import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../support/source-tree.ts';

/** One case of a rule: Python with marks, in one tree or in two. */
export interface RuleCase {
  /** Path below `cases/`. */
  readonly name: string;
  readonly head: Files;
  /** Null: the case is one tree and is audited. */
  readonly base: Files | null;
  /** Text of `review.yml` or `lintel.yml`, empty when there is none. */
  readonly config: string;
}

const CONFIG_FILES = ['review.yml', 'lintel.yml'];
const PATH_HEADER = /^# path: (\S+)\s*$/u;
const OPTIONS_HEADER = /^# options: (\{.*\})\s*$/u;

/** The cases in a rule's `cases` folder, sorted by name. */
export function readCases(ruleFolder: string): readonly RuleCase[] {
  const folder = join(ruleFolder, 'cases');
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name !== '__pycache__')
    .sort()
    .map((name) => readCase(folder, name));
}

function readCase(folder: string, name: string): RuleCase {
  const path = join(folder, name);
  if (!statSync(path).isDirectory()) return singleFile(name, readFileSync(path, 'utf8'));
  const files = readTree(path);
  const side = (prefix: string): Files | null => {
    const entries = Object.entries(files).filter(([file]) => file.startsWith(prefix));
    return entries.length === 0
      ? null
      : Object.fromEntries(entries.map(([file, text]) => [file.slice(prefix.length), text]));
  };
  const config = CONFIG_FILES.map((file) => files[file]).find((text) => text !== undefined) ?? '';
  const base = side('base/');
  const head = side('head/');
  if (base !== null || head !== null) return { name, base: base ?? {}, head: head ?? {}, config };
  const rest = Object.entries(files).filter(([file]) => !CONFIG_FILES.includes(file));
  return { name, base: null, head: Object.fromEntries(rest), config };
}

/**
 * A single file stands in a small package, so that its name cannot shadow a library. `# path: app/services/orders.py` in the
 * first lines places it elsewhere, `# options: {"name": value}` sets options of the rule.
 */
function singleFile(name: string, text: string): RuleCase {
  const header = text.split('\n').slice(0, 3);
  const path = header
    .map((line) => PATH_HEADER.exec(line)?.[1])
    .find((found) => found !== undefined);
  const options = header
    .map((line) => OPTIONS_HEADER.exec(line)?.[1])
    .find((found) => found !== undefined);
  return {
    name,
    base: null,
    head: inPackages(path ?? `app/${name.replaceAll('-', '_')}`, text),
    config: options === undefined ? '' : `options: ${options}`,
  };
}

/** The file, with an `__init__.py` in each folder above it. */
function inPackages(path: string, text: string): Files {
  const files: Record<string, string> = { [path]: text };
  const parts = path.split('/').slice(0, -1);
  parts.forEach((_, index) => {
    const init = `${parts.slice(0, index + 1).join('/')}/__init__.py`;
    files[init] ??= '';
  });
  return files;
}

function readTree(root: string): Files {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.pyc')) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(root.length + 1)] = readFileSync(path, 'utf8');
  }
  return files;
}

/** A fenced sample of rule.md, Python or a `.env` file. Several `# path:` lines split it into several files. */
export interface Sample {
  readonly label: 'reported' | 'accepted';
  readonly files: Files;
  /** Line of the fence in rule.md. */
  readonly line: number;
}

/** The executable fences of a page: ```python reported and ```python accepted, or dotenv in place of python. */
export function readSamples(markdown: string): readonly Sample[] {
  const samples: Sample[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const label = /^\s*`{3,}(?:python|dotenv) (reported|accepted)\s*$/u.exec(lines[at] ?? '')?.[1];
    if (label !== 'reported' && label !== 'accepted') continue;
    const end = lines.findIndex((line, index) => index > at && /^\s*`{3,}\s*$/u.test(line));
    samples.push({ label, files: splitSample(lines.slice(at + 1, end)), line: at + 1 });
    at = end;
  }
  return samples;
}

function splitSample(lines: readonly string[]): Files {
  const texts = new Map<string, string[]>();
  let path = 'app/sample.py';
  for (const line of lines) {
    path = PATH_HEADER.exec(line)?.[1] ?? path;
    texts.set(path, [...(texts.get(path) ?? []), line]);
  }
  return Object.assign(
    {},
    ...[...texts].map(([file, body]) => inPackages(file, `${body.join('\n')}\n`)),
  ) as Files;
}
