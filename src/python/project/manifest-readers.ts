/**
 * Names of declared distributions, line by line. Not parsers of the whole formats: a construct that these readers do not
 * know yields no name, never a wrong one.
 */
export interface Declared {
  /** Lower case, runs of `-`, `_` and `.` as one `-`. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
}

/** Distribution names are compared in the form the package index uses. */
export function normaliseDistribution(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** `Name[extra]>=1; marker` and `name @ url`; null for options, paths and addresses. */
function requirementName(text: string): string | null {
  const match =
    /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?:[<>=!~;@(,]|$|#)/.exec(text);
  return match?.[1] === undefined ? null : normaliseDistribution(match[1]);
}

/** A pip requirements file. */
export function readRequirements(text: string): readonly Declared[] {
  const found: Declared[] = [];
  let continued = false;
  for (const [index, line] of linesOf(text)) {
    // `--hash` lines continue the requirement above them.
    if (!continued) pushName(found, line.replace(/\\\s*$/, ''), index);
    continued = /\\\s*$/.test(line);
  }
  return found;
}

function pushName(found: Declared[], requirement: string, index: number): void {
  const egg = /[#&]egg=([\w.-]+)/.exec(requirement);
  const name =
    egg?.[1] === undefined ? requirementName(requirement) : normaliseDistribution(egg[1]);
  if (name !== null) found.push({ name, line: index + 1 });
}

/** Sections whose lists of strings are requirements. */
const LIST_SECTIONS =
  /^(?:project|project\.optional-dependencies|dependency-groups|tool\.uv|tool\.pdm\.dev-dependencies|tool\.hatch\.envs\..+)$/;
const LIST_KEYS = /^(?:dependencies|dev-dependencies|extra-dependencies)$/;
/** Sections whose keys are names. */
const KEY_SECTIONS =
  /^(?:packages|dev-packages|tool\.poetry\.(?:dev-)?dependencies|tool\.poetry\.group\.[^.]+\.dependencies)$/;
const SUB_TABLE =
  /^(?:packages|dev-packages|tool\.poetry(?:\.group\.[^.]+)?\.(?:dev-)?dependencies)\.("?)([\w.-]+)\1$/;

/** pyproject.toml (PEP 621, dependency groups, Poetry, uv, PDM, Hatch) and Pipfile. */
export function readTomlManifest(text: string): readonly Declared[] {
  const found: Declared[] = [];
  let section = '';
  let inList = false;
  for (const [index, line] of linesOf(text)) {
    if (inList) {
      inList = !readListLine(found, line, index);
      continue;
    }
    const header = /^\s*\[\[?([^\]]+)\]\]?\s*(?:#.*)?$/.exec(line);
    if (header?.[1] !== undefined) {
      section = header[1].trim();
      const sub = SUB_TABLE.exec(section);
      if (sub?.[2] !== undefined) pushName(found, sub[2], index);
      continue;
    }
    const entry = /^\s*(?:"([^"]+)"|'([^']+)'|([\w.-]+))\s*=\s*(.*)$/.exec(line);
    if (!entry) continue;
    const key = entry[1] ?? entry[2] ?? entry[3] ?? '';
    if (KEY_SECTIONS.test(section)) {
      if (key !== 'python') pushName(found, key.replace(/\.version$/, ''), index);
    } else if (isRequirementList(section, key)) inList = startsList(found, entry[4] ?? '', index);
  }
  return found;
}

function isRequirementList(section: string, key: string): boolean {
  if (!LIST_SECTIONS.test(section)) return false;
  const anyKey =
    section.endsWith('optional-dependencies') ||
    section === 'dependency-groups' ||
    section.startsWith('tool.pdm');
  return anyKey || LIST_KEYS.test(key);
}

/** True when the list goes on below. */
function startsList(found: Declared[], value: string, index: number): boolean {
  if (!value.startsWith('[')) return false;
  return !readListLine(found, value.slice(1), index);
}

/** Reads the strings of one line of a list; true when the list ends on it. */
function readListLine(found: Declared[], line: string, index: number): boolean {
  let rest = line.trimStart();
  while (rest !== '') {
    if (rest.startsWith(']')) return true;
    if (rest.startsWith('#')) return false;
    const literal = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/.exec(rest);
    if (literal) {
      // `{include-group = "test"}` names a group, not a distribution.
      pushName(found, literal[1] ?? literal[2] ?? '', index);
      rest = rest.slice(literal[0].length).trimStart();
    } else if (rest.startsWith('{')) {
      const close = rest.indexOf('}');
      rest = close < 0 ? '' : rest.slice(close + 1).trimStart();
    } else rest = rest.slice(1).trimStart();
  }
  return false;
}

/** setup.cfg: `install_requires` and the extras. */
export function readIniManifest(text: string): readonly Declared[] {
  const found: Declared[] = [];
  let section = '';
  let collecting = false;
  for (const [index, line] of linesOf(text)) {
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header?.[1] !== undefined) {
      section = header[1].trim();
      collecting = false;
      continue;
    }
    if (/^\s+\S/.test(line)) {
      if (collecting) pushName(found, line, index);
      continue;
    }
    const entry = /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line);
    if (!entry) continue;
    const key = entry[1] ?? '';
    collecting =
      section === 'options.extras_require' ||
      (section === 'options' && /^(?:install|tests)_requires?$/.test(key));
    if (collecting && (entry[2] ?? '') !== '') pushName(found, entry[2] ?? '', index);
  }
  return found;
}

/** setup.py: string literals of `install_requires=[…]` and of the lists inside `extras_require={…}`. */
export function readSetupPy(text: string): readonly Declared[] {
  const found: Declared[] = [];
  for (const match of text.matchAll(
    /\b(?:install_requires|tests_require|extras_require)\s*=\s*([[{])/g,
  )) {
    readLiteralLists(found, text, match.index + match[0].length - 1);
  }
  return found.sort((a, b) => a.line - b.line);
}

function readLiteralLists(found: Declared[], text: string, start: number): void {
  const close: string[] = [];
  let line = countLines(text, start);
  const token = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|#[^\n]*|[[\]{}()\n]/g;
  token.lastIndex = start;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const text0 = match[0];
    if (text0 === '\n') line += 1;
    else if (text0 === '[' || text0 === '{' || text0 === '(') close.push(text0);
    else if (text0 === ']' || text0 === '}' || text0 === ')') {
      close.pop();
      if (close.length === 0) return;
    } else if (!text0.startsWith('#') && close.at(-1) === '[')
      pushName(found, match[1] ?? match[2] ?? '', line);
  }
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines;
}

function linesOf(text: string): Iterable<[number, string]> {
  return text.split(/\r?\n/).entries();
}
