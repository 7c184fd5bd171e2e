import type { LibraryEntry } from '../../knowledge/entries.ts';
import { expandBraces } from './braces.ts';
import { problemAt, type KnowledgeProblem } from './problem.ts';

/** An entry as its file writes it, braces included, with the file's path relative to the knowledge folder. */
export interface FiledEntry {
  readonly file: string;
  readonly entry: LibraryEntry;
}

/** What the shape alone cannot say of one file: its name, the owner of its names, the order of its keys. */
export function problemsWithin({ file, entry }: FiledEntry): KnowledgeProblem[] {
  return [
    ...fileNameProblems(file, entry),
    ...ownerProblems(file, entry),
    ...orderProblems(file, entry),
    ...aliasProblems(file, entry),
  ];
}

function fileNameProblems(file: string, entry: LibraryEntry): KnowledgeProblem[] {
  const expected = `${entry.library}.yml`;
  if (file.slice(file.lastIndexOf('/') + 1) === expected) return [];
  const fault = `names the library ${entry.library}, which is not the file's name`;
  return [problemAt(file, 'library', { fault, remedy: `rename the file to ${expected}` })];
}

function ownerProblems(file: string, entry: LibraryEntry): KnowledgeProblem[] {
  const isOwned = (name: string): boolean =>
    entry.packages.some((owner) => name === owner || name.startsWith(`${owner}.`));
  return namesIn(entry)
    .filter(({ name }) => !isOwned(name))
    .map(({ key, name }) =>
      problemAt(file, key, {
        fault: `names ${name}, which lies in none of the library's packages (${entry.packages.join(', ')})`,
        remedy: 'correct the name or add its package',
      }),
    );
}

function orderProblems(file: string, entry: LibraryEntry): KnowledgeProblem[] {
  const maps: [string, object][] = [
    ['aliases', entry.aliases],
    ['alternatives', entry.alternatives],
    ['types', entry.types],
  ];
  for (const [name, fact] of Object.entries(entry.types)) {
    maps.push([`types.${name}.attributes`, fact.attributes ?? {}]);
    maps.push([`types.${name}.entryMethods`, fact.entryMethods ?? {}]);
  }
  return maps.flatMap(([key, map]) => {
    const names = Object.keys(map);
    const at = names.findIndex((name, index) => index > 0 && name < (names[index - 1] ?? ''));
    if (at < 0) return [];
    const fault = `has ${names[at]} after ${names[at - 1]}`;
    return [problemAt(file, key, { fault, remedy: 'sort its keys by code point' })];
  });
}

function aliasProblems(file: string, entry: LibraryEntry): KnowledgeProblem[] {
  return Object.entries(entry.aliases)
    .filter(([from, to]) => from === to || from.endsWith('.*') !== to.endsWith('.*'))
    .map(([from, to]) =>
      problemAt(file, `aliases.${from}`, {
        fault: `cannot stand for ${to}`,
        remedy: 'map a name to another name, or a prefix ending in .* to another such prefix',
      }),
    );
}

/** Names that two files both claim, or one file twice: look-up could give only one of the answers. */
export function problemsBetween(files: readonly FiledEntry[]): KnowledgeProblem[] {
  const owners = new Map<string, string>();
  const problems: KnowledgeProblem[] = [];
  for (const { file, entry } of files) {
    for (const { subject, key, name } of claimsOf(entry)) {
      const claim = `${subject} ${name}`;
      const owner = owners.get(claim);
      if (owner === undefined) owners.set(claim, file);
      else {
        const fault = `repeats the ${claim} of ${owner}`;
        problems.push(problemAt(file, key, { fault, remedy: 'keep it in one place' }));
      }
    }
  }
  return problems;
}

interface Claim {
  readonly subject: 'library' | 'package' | 'alias' | 'type' | 'callable';
  readonly key: string;
  readonly name: string;
}

function claimsOf(entry: LibraryEntry): Claim[] {
  const packages = entry.packages.map((name, index): Claim => ({
    subject: 'package',
    key: `packages.${index}`,
    name,
  }));
  return [
    { subject: 'library', key: 'library', name: entry.library },
    ...packages,
    ...namesIn(entry),
  ];
}

/** Aliases, types and callables, braces expanded, with the keys where they stand. */
function namesIn(entry: LibraryEntry): Claim[] {
  const aliases = Object.keys(entry.aliases).map((name): Claim => ({
    subject: 'alias',
    key: `aliases.${name}`,
    name,
  }));
  const types = Object.keys(entry.types).flatMap((written) =>
    claimsFor('type', `types.${written}`, written),
  );
  const callables = entry.callables.flatMap((fact, at) =>
    fact.match.flatMap((written, index) =>
      claimsFor('callable', `callables.${at}.match.${index}`, written),
    ),
  );
  return [...aliases, ...types, ...callables];
}

function claimsFor(subject: Claim['subject'], key: string, written: string): Claim[] {
  return expandBraces(written).map((name) => ({ subject, key, name }));
}
