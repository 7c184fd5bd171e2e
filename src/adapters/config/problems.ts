import type { z } from 'zod';
import type { ConfigProblem } from '../../domain/error.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import type { Expectations } from './expectations.ts';
import type { ValuePath, YamlDocument } from './yaml-document.ts';

type Issue = z.core.$ZodIssue;

/** Turns what the validator says into sentences with lines. Never the validator's own words: they speak of types of ours. */
export function problemsOf(
  issues: readonly Issue[],
  document: YamlDocument,
  expectations: Expectations,
): readonly ConfigProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, document, expectations));
}

function problemsOfIssue(
  issue: Issue,
  document: YamlDocument,
  expectations: Expectations,
): ConfigProblem[] {
  const path = pathOf(issue);
  const inner = issue.code === 'invalid_union' ? variantMeant(issue) : null;
  if (inner !== null) {
    const placed = inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
    return placed.flatMap((each) => problemsOfIssue(each, document, expectations));
  }
  if (issue.code === 'unrecognized_keys') {
    const known = expectations.keysAt(path);
    return issue.keys.map((key) => ({
      line: document.lineOfKey(path, key),
      key: [...path, key].join('.'),
      message: unknownKey(key, known),
    }));
  }
  const key = path.join('.');
  return [
    { line: document.lineOf(path), key, message: sentence(issue, path, document, expectations) },
  ];
}

/** What is wrong with the variant of a union that has the right type: the others say nothing of use. Null when none has. */
function variantMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | null {
  const isOther = (issues: readonly Issue[]): boolean =>
    issues.some(
      ({ code, path }) =>
        path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'),
    );
  return issue.errors.find((issues) => !isOther(issues)) ?? null;
}

function pathOf(issue: Issue): ValuePath {
  return issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
}

/** `unknown key "ignroe"; did you mean "ignore"?` */
export function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return nearest === null
    ? `unknown key "${key}"; known here: ${known.join(', ')}`
    : `unknown key "${key}"; did you mean "${nearest}"?`;
}

function sentence(
  issue: Issue,
  path: ValuePath,
  document: YamlDocument,
  expectations: Expectations,
): string {
  const expected = expectations.at(path);
  const value = valueAt(document.value, path);
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
    case 'invalid_value':
      return value === undefined
        ? `is missing; expected ${expected}`
        : `expected ${expected}; got ${described(value)}`;
    case 'too_small':
      return Array.isArray(value) || typeof value === 'string'
        ? `needs at least ${String(issue.minimum)} ${Array.isArray(value) ? 'entries' : 'characters'}`
        : `must be at least ${String(issue.minimum)}; got ${described(value)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}; got ${described(value)}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a valid key';
    default:
      return issue.message;
  }
}

function valueAt(root: unknown, path: ValuePath): unknown {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Object.hasOwn(value, key)
      ? (value as Record<string | number, unknown>)[key]
      : undefined;
  }
  return value;
}

const LONGEST_VALUE = 40;

function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
