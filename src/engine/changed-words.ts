import type { Expr, Stmt } from '../python/facts/facts.ts';
import type { ModuleModel } from '../python/model/index.ts';
import { expressionsIn } from '../rule-kit/walk.ts';
import { BUILDS, boundNames, topLevel, type TopLevel } from './affected-part.ts';
import { linesOf, partsOf } from './statement-parts.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Words that code elsewhere must use to be affected by a definition that the change touches: its name, or the members of a
 * class when only those are other than before. None when the definition means what it meant.
 */
export function changedWords(
  name: string,
  head: ModuleModel,
  base: ModuleModel | null,
): ReadonlySet<string> {
  const before = base === null ? null : onlyItem(name, base);
  const after = onlyItem(name, head);
  if (base === null || before === null || after === null) return new Set([name]);
  const inBase = { item: before, module: base };
  const inHead = { item: after, module: head };
  if (before.stmt.kind === 'class' && after.stmt.kind === 'class') {
    return changedMembers(name, inBase, inHead);
  }
  return meaningOf([before.stmt], base) === meaningOf([after.stmt], head) ? NONE : new Set([name]);
}

/** True for names of texts, numbers and lists of them: whoever uses one does not thereby do something else. */
export function isPlainValue(name: string, module: ModuleModel): boolean {
  const stmt = onlyItem(name, module)?.stmt;
  return stmt?.kind === 'assign' && stmt.value !== null && isLiteral(stmt.value);
}

const LITERALS: ReadonlySet<Expr['kind']> = new Set([
  'string',
  'number',
  'constant',
  'list',
  'tuple',
  'set',
  'dict',
]);

function isLiteral(value: Expr): boolean {
  return [...expressionsIn(value)].every(({ kind }) => LITERALS.has(kind));
}

/** Bound twice, a name has no one meaning. */
function onlyItem(name: string, module: ModuleModel): TopLevel | null {
  const [item, ...others] = topLevel(module).filter(({ names }) => names.includes(name));
  return item === undefined || others.length > 0 ? null : item;
}

interface Side {
  readonly item: TopLevel;
  readonly module: ModuleModel;
}

/** What a class is by itself: its header, and what binds no name of its own. */
const ITSELF = '';

function changedMembers(name: string, base: Side, head: Side): ReadonlySet<string> {
  const before = membersOf(base);
  const after = membersOf(head);
  const keys = new Set([...before.keys(), ...after.keys()]);
  const changed = [...keys].filter((key) => before.get(key) !== after.get(key));
  const isWhole = changed.some(
    (key) => key === ITSELF || BUILDS.has(key) || /^__\w+__$|^Meta$|^Config$/u.test(key),
  );
  return new Set(isWhole ? [name] : changed);
}

/** Meaning of each member by name. */
function membersOf({ item, module }: Side): ReadonlyMap<string, string> {
  const members = new Map([[ITSELF, partsOf(item.stmt, module.facts).text]]);
  const cls = item.stmt.kind === 'class' ? module.facts.classes[item.stmt.index] : undefined;
  for (const stmt of cls?.body ?? []) {
    const names = boundNames(stmt, module);
    const meaning = meaningOf([stmt], module);
    if (meaning === '') continue;
    for (const name of names.length === 0 ? [ITSELF] : names) {
      members.set(name, `${members.get(name) ?? ''}\n${meaning}`);
    }
  }
  return members;
}

/** What runs, without texts for readers and lines in a log. */
function meaningOf(body: readonly Stmt[], module: ModuleModel): string {
  return linesOf(body, module.facts)
    .filter((line) => !FOR_READERS.test(line))
    .join('\n');
}

const FOR_READERS =
  /^(?:[rRuU]?["']|(?:self\.|cls\.)?_?log(?:ger|ging)?\.(?:debug|info|warning|error|exception|critical|log)\()/iu;
