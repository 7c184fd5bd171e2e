import type { CallableFact, LibraryEntry, TypeFact } from '../../knowledge/entries.ts';

/**
 * Files may name siblings in braces, as a shell does: `httpx.Client.{get,post}` stands for two names. Only here; everywhere
 * else a name is a name.
 */
export function expandBraces(pattern: string): readonly string[] {
  let expanded = [pattern];
  for (let group = firstGroup(pattern); group !== null; group = firstGroup(expanded[0] ?? '')) {
    expanded = expanded.flatMap(expandFirst);
  }
  return expanded;
}

/** The entry with every `match` and every key of `types` written out. */
export function withNamesExpanded(entry: LibraryEntry): LibraryEntry {
  const types: [string, TypeFact][] = [];
  for (const [pattern, fact] of Object.entries(entry.types)) {
    for (const name of expandBraces(pattern)) types.push([name, fact]);
  }
  const callables = entry.callables.map((fact): CallableFact => ({
    ...fact,
    match: fact.match.flatMap(expandBraces),
  }));
  return { ...entry, callables, types: Object.fromEntries(types) };
}

interface Group {
  readonly before: string;
  readonly choices: readonly string[];
  readonly after: string;
}

function firstGroup(pattern: string): Group | null {
  const open = pattern.indexOf('{');
  const close = pattern.indexOf('}', open);
  if (open < 0 || close < 0) return null;
  return {
    before: pattern.slice(0, open),
    choices: pattern.slice(open + 1, close).split(','),
    after: pattern.slice(close + 1),
  };
}

function expandFirst(pattern: string): string[] {
  const group = firstGroup(pattern);
  if (group === null) return [pattern];
  return group.choices.map((choice) => group.before + choice + group.after);
}
