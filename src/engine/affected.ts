import type { ChangedFile, LineRange } from '../domain/changed-file.ts';
import { compareText } from '../domain/order.ts';
import type { ImportEdge, ModuleModel, Project } from '../python/model/index.ts';
import {
  affectedPart,
  closure,
  mentionsAny,
  topLevel,
  type AffectedPart,
  type Altered,
} from './affected-part.ts';
import { changedWords, isPlainValue } from './changed-words.ts';

/**
 * Which importers a change can affect: those that use a name whose definition was changed, directly or through other
 * definitions. An over-approximation by words, so that nothing affected is missed; an importer that uses other names of a
 * changed module is not read.
 */
export interface Affected {
  /** Modules that use changed names, nearest first, by path within a distance, and which part of each does. */
  readonly modules: ReadonlyMap<ModuleModel, AffectedPart>;
  /** Importers beyond the limit, or without content. */
  readonly unread: readonly string[];
  /** What the change alters of each changed module, by path in head: by itself, or through another one. */
  readonly altered: ReadonlyMap<string, Altered>;
}

export interface AffectedInput {
  readonly head: Project;
  readonly base: Project;
  readonly files: readonly ChangedFile[];
  /** Importers read at the most. */
  readonly limit: number;
  isIgnored(path: string): boolean;
}

/** Uses of uses are followed this far; passing a name through a package's `__init__` costs nothing. */
const MAX_DISTANCE = 2;
const MAX_HOPS = 4;

interface Step {
  readonly module: ModuleModel;
  /** Top-level names through which what was changed is reached. */
  readonly names: ReadonlySet<string>;
  /** Those of them that mean something else now. */
  readonly changed: ReadonlySet<string>;
  /** Those of them that are plain values: who uses one passes nothing on. */
  readonly plain: ReadonlySet<string>;
  /** Names of members that mean something else, whatever they are reached through. */
  readonly members: ReadonlySet<string>;
  readonly distance: number;
}

export function affectedImporters(input: AffectedInput): Affected {
  const altered = new Map<string, Altered>();
  let frontier: readonly Step[] = input.files.flatMap((file) => {
    const start = startOf(file, input);
    if (start === null) return [];
    altered.set(start.step.module.path, start.altered);
    return [start.step];
  });
  const changed = new Set(input.files.map((file) => file.headPath));
  const seen = new Map<string, Set<string>>();
  const users = new Map<ModuleModel, Altered>();
  const unread = new Set<string>();
  const read = new Set<string>();
  for (let hop = 0; hop < MAX_HOPS && frontier.length > 0; hop++) {
    const next: Step[] = [];
    for (const { edge, step } of usesOf(frontier, input)) {
      const { path } = edge.importer;
      if (!isNew(seen, edge, step)) continue;
      const module = input.head.module(path);
      if (changed.has(path)) {
        if (module !== null) {
          const found = usesWithin(module, step, edge);
          altered.set(path, joined(altered.get(path), found.altered));
        }
        continue;
      }
      if (!read.has(path) && read.size >= input.limit) {
        unread.add(path);
        continue;
      }
      read.add(path);
      if (module === null) unread.add(path);
      else {
        const found = usesWithin(module, step, edge);
        if (found.uses) users.set(module, joined(users.get(module), found.altered));
        if (found.next.distance < MAX_DISTANCE) next.push(found.next);
      }
    }
    frontier = next;
  }
  const parts = [...users].map(([module, uses]) => [module, affectedPart(module, uses)] as const);
  return { modules: new Map(parts), unread: [...unread].sort(compareText), altered };
}

function joined(one: Altered = NOTHING, other: Altered): Altered {
  return {
    words: new Set([...one.words, ...other.words]),
    apart: new Set([...one.apart, ...other.apart]),
    plain: new Set([...one.plain, ...other.plain]),
  };
}

const NOTHING: Altered = { words: new Set(), apart: new Set(), plain: new Set() };

/** Names of a changed module whose definitions the change touches, and those that use them. */
function startOf(
  file: ChangedFile,
  input: AffectedInput,
): { readonly step: Step; readonly altered: Altered } | null {
  if (file.headPath === null) return null;
  const head = input.head.module(file.headPath);
  if (head === null) return null;
  const base = file.basePath === null ? null : input.base.module(file.basePath);
  const touched = new Set([
    ...touchedNames(head, file.added),
    ...(base === null ? [] : touchedNames(base, file.removed)),
  ]);
  const all = [...touched].map((name) => ({ name, words: changedWords(name, head, base) }));
  const other = all.filter(({ words }) => words.size > 0);
  if (other.length === 0) return null;
  const whole = other.filter(({ name, words }) => words.has(name)).map(({ name }) => name);
  const inPart = other.filter(({ name, words }) => !words.has(name));
  const members = inPart.flatMap(({ words }) => [...words]);
  const plain = new Set(
    whole.filter((name) => isPlainValue(name, head) && base !== null && isPlainValue(name, base)),
  );
  const altered = {
    words: new Set([...whole.filter((name) => !plain.has(name)), ...members]),
    apart: new Set(inPart.map(({ name }) => name)),
    plain,
  };
  const part = affectedPart(head, altered);
  const step = {
    module: head,
    names: closure(head, new Set(other.map(({ name }) => name))),
    changed: new Set([...whole, ...part.names]),
    plain,
    members: new Set([...members, ...part.methods]),
    distance: 0,
  };
  return { step, altered };
}

function touchedNames(module: ModuleModel, ranges: readonly LineRange[]): string[] {
  return topLevel(module)
    .filter(({ start, end }) => ranges.some((range) => range.start <= end && start <= range.end))
    .flatMap(({ names }) => names);
}

/** Imports of the names by source modules that are reviewed; those for types only bring in types. Sorted, so that the limit cuts the same ones always. */
function usesOf(
  steps: readonly Step[],
  input: AffectedInput,
): { readonly edge: ImportEdge; readonly step: Step }[] {
  const uses = steps.flatMap((step) =>
    input.head.imports
      .importersOf(step.module.path)
      .filter((edge) => edge.importer.kind === 'source' && takes(edge, step.names))
      .filter((edge) => !input.isIgnored(edge.importer.path))
      .map((edge) => ({ edge, step })),
  );
  return uses.sort((a, b) => compareText(a.edge.importer.path, b.edge.importer.path));
}

/** A plain `import module` takes every name. */
function takes(edge: ImportEdge, names: ReadonlySet<string>): boolean {
  return edge.names.length === 0 || edge.names.some((name) => name === '*' || names.has(name));
}

/** True when some of the names or members were not followed along this import yet. */
function isNew(seen: Map<string, Set<string>>, edge: ImportEdge, step: Step): boolean {
  const key = `${edge.importer.path}:${edge.line}>${edge.imported.path}`;
  const known = seen.get(key) ?? new Set<string>();
  seen.set(key, known);
  const before = known.size;
  for (const name of step.names) known.add(name);
  for (const name of step.changed) known.add(`=${name}`);
  for (const name of step.members) known.add(`.${name}`);
  return known.size > before;
}

interface Uses {
  readonly uses: boolean;
  /** What affected code of the importer mentions. */
  readonly altered: Altered;
  readonly next: Step;
}

/** Definitions of an importer that use what was changed, and what its own importers must look for. */
function usesWithin(module: ModuleModel, step: Step, edge: ImportEdge): Uses {
  const taken = new Set([...step.names].filter((name) => takesName(edge, name)));
  const local = new Set([...taken, ...aliasesOf(module, taken)]);
  const mentions = mentionsAny(module, local);
  const plain = namedHere(module, step.plain, edge);
  const other = [...step.changed].filter((name) => !step.plain.has(name));
  const changed = namedHere(module, new Set(other), edge);
  const words = new Set([...changed, ...step.members]);
  const altered = { words, plain, apart: NOTHING.apart };
  const part = affectedPart(module, altered);
  const handedOn = edge.names.length > 0 ? [...changed, ...plain] : [];
  return {
    uses: !part.isEmpty,
    altered,
    next: {
      module,
      names: closure(module, local),
      changed: new Set([...handedOn, ...part.names]),
      plain: edge.names.length > 0 ? plain : NOTHING.plain,
      members: new Set([...step.members, ...part.methods]),
      distance: step.distance + (mentions ? 1 : 0),
    },
  };
}

/** How an importer writes the names of a module: as imported, or behind the name of the module. */
function namedHere(
  module: ModuleModel,
  names: ReadonlySet<string>,
  edge: ImportEdge,
): ReadonlySet<string> {
  if (edge.names.length > 0) {
    const taken = new Set([...names].filter((name) => takesName(edge, name)));
    return new Set([...taken, ...aliasesOf(module, taken)]);
  }
  const last = edge.imported.name.split('.').at(-1) ?? '';
  const behind = module.facts.imports
    .filter((one) => (one.name ?? one.module.split('.').at(-1)) === last)
    .map((one) => one.alias ?? last);
  return behind.length === 0
    ? names
    : new Set(behind.flatMap((alias) => [...names].map((name) => `${alias}.${name}`)));
}

function takesName(edge: ImportEdge, name: string): boolean {
  return edge.names.length === 0 || edge.names.includes(name) || edge.names.includes('*');
}

function aliasesOf(module: ModuleModel, names: ReadonlySet<string>): string[] {
  return module.facts.imports
    .filter((imported) => imported.name !== null && names.has(imported.name))
    .map((imported) => imported.alias)
    .filter((alias) => alias !== null);
}
