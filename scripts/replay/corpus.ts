import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A pull request of a list: two commits that exist in the repository's git directory. */
export interface ListedPullRequest {
  readonly pr: number;
  readonly kind: string;
  readonly base: string;
  readonly head: string;
  readonly py_files: number;
}

export interface CorpusRepository {
  /** `owner/name` */
  readonly fullName: string;
  readonly gitDirectory: string;
  readonly pullRequests: readonly ListedPullRequest[];
}

export interface CorpusChoice {
  /** Folder of `OWNER+NAME.json`. */
  readonly lists: string;
  /** Folder of git directories: `OWNER+NAME/repo`, `OWNER+NAME.git` or `OWNER+NAME`. */
  readonly mirror: string;
  /** `owner/name`, or a part of it; empty: all. */
  readonly repositories: readonly string[];
  readonly count: number;
  /** Only the pull request of this number. */
  readonly pull: number | null;
}

/** More files than this are a migration of a code base rather than a change somebody reviews. */
const MOST_FILES = 100;

/** The chosen pull requests: merged ones, evenly over the list, so that old and new, small and large ones are among them. */
export function readCorpus(choice: CorpusChoice): CorpusRepository[] {
  const lists = readdirSync(choice.lists).filter((name) => /^[^+]+\+.+\.json$/.test(name));
  return lists.toSorted().flatMap((list) => {
    const folder = list.slice(0, -'.json'.length);
    const fullName = folder.replace('+', '/');
    if (!isChosen(fullName, choice.repositories)) return [];
    const merged = readList(join(choice.lists, list)).filter(
      ({ kind, py_files: files }) => kind.startsWith('merged-') && files <= MOST_FILES,
    );
    const pullRequests =
      choice.pull === null
        ? evenly(merged, choice.count)
        : merged.filter(({ pr }) => pr === choice.pull);
    if (pullRequests.length === 0) return [];
    return [{ fullName, gitDirectory: gitDirectoryOf(choice.mirror, folder), pullRequests }];
  });
}

function isChosen(fullName: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((part) => fullName.includes(part));
}

function readList(path: string): readonly ListedPullRequest[] {
  return JSON.parse(readFileSync(path, 'utf8')) as readonly ListedPullRequest[];
}

function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, index) =>
    Math.floor((index * items.length) / count),
  ).flatMap((index) => items.slice(index, index + 1));
}

function gitDirectoryOf(mirror: string, folder: string): string {
  const places = [
    join(mirror, folder, 'repo'),
    join(mirror, `${folder}.git`),
    join(mirror, folder),
  ];
  const found = places.find((place) => existsSync(join(place, 'HEAD')));
  if (found === undefined) throw new Error(`There is no git directory of ${folder} in ${mirror}.`);
  return found;
}
