import { parse } from 'yaml';
import { defaultConfig, type OptionValue, type ReviewConfig } from '../../src/engine/config.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import type { Files } from '../support/source-tree.ts';
import type { PlacedMark } from './compare.ts';

/**
 * What a case may configure: `options` of its rule, and `layout` and `contracts` as the engine has them. `marks` speak of
 * files that are no Python: most of them have no comments, and where they do a comment would be part of what is judged.
 */
interface CaseConfig {
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly layout?: Partial<ReviewConfig['layout']>;
  readonly contracts?: ReviewConfig['contracts'];
  readonly marks?: unknown;
}

/** The configuration of a case: the rule is on, everything else is the default. */
export function caseConfigOf(text: string, rule: LoadedRule): ReviewConfig {
  const config = readCaseConfig(text);
  return {
    ...defaultConfig,
    layout: { ...defaultConfig.layout, ...config.layout },
    contracts: config.contracts ?? [],
    rules: { [rule.id]: { enabled: true, severity: null, options: config.options ?? {} } },
  };
}

/** Names of the options that a case sets. */
export function optionsIn(text: string): readonly string[] {
  return Object.keys(readCaseConfig(text).options ?? {});
}

/** The marks of `review.yml`, and what is wrong with them. */
export function fileMarksIn(
  text: string,
  trees: { readonly head: Files; readonly base: Files | null },
): { readonly marks: readonly PlacedMark[]; readonly problems: readonly string[] } {
  const { marks: listed = [] } = readCaseConfig(text);
  if (!Array.isArray(listed)) return { marks: [], problems: ['marks of review.yml are a list'] };
  const read = listed.map((entry: unknown) => fileMarkOf(entry, trees));
  return {
    marks: read.filter((mark) => typeof mark !== 'string'),
    problems: read.filter((mark) => typeof mark === 'string'),
  };
}

const MARK_KINDS = ['expect', 'expect-left', 'ok', 'gap', 'noise'] as const;
const MARK_KEYS = new Set<string>(['path', 'line', 'part', ...MARK_KINDS]);

/** `{ path: .env, line: 2, expect: key, part: "of the message" }`, `{ path: .env.example, ok: the reason }`. */
function fileMarkOf(
  entry: unknown,
  { head, base }: { readonly head: Files; readonly base: Files | null },
): PlacedMark | string {
  const mark = (entry ?? {}) as Readonly<Record<string, unknown>>;
  const { path, line = 1, part = null } = mark;
  const said = JSON.stringify(entry);
  const kind = MARK_KINDS.find((name) => mark[name] !== undefined);
  if (Object.keys(mark).some((key) => !MARK_KEYS.has(key)) || kind === undefined)
    return `a mark has path, line, part and one of ${MARK_KINDS.join(', ')}: ${said}`;
  const value = mark[kind];
  if (typeof path !== 'string' || typeof line !== 'number' || typeof value !== 'string')
    return `path and ${kind} of a mark are texts, line is a number: ${said}`;
  const side = kind === 'expect-left' ? 'LEFT' : 'RIGHT';
  const lines = (side === 'LEFT' ? base : head)?.[path]?.split('\n').length ?? 0;
  if (line < 1 || line > lines) return `there is no line ${line} in ${path}`;
  const isExpected = kind === 'expect' || kind === 'expect-left';
  return {
    kind,
    path,
    line,
    side,
    key: isExpected ? value : '',
    column: null,
    part: typeof part === 'string' ? part : null,
    reason: isExpected ? '' : value,
  };
}

const KEYS = new Set(['options', 'layout', 'contracts', 'marks']);

function readCaseConfig(text: string): CaseConfig {
  const parsed: unknown = text === '' ? {} : (parse(text) ?? {});
  if (parsed === null || typeof parsed !== 'object')
    throw new Error('review.yml must be a mapping');
  const unknown = Object.keys(parsed).find((key) => !KEYS.has(key));
  if (unknown !== undefined)
    throw new Error(`review.yml of a case knows ${[...KEYS].join(', ')}, not ${unknown}`);
  return parsed;
}
