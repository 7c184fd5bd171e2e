import type { CallableFact } from '../../knowledge/entries.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { CallExpr, Expr, ModuleFacts } from '../facts/facts.ts';
import { callsOfModule } from '../names/owner-table.ts';
import { argumentAt } from './references.ts';

type Entry = NonNullable<CallableFact['entry']>;

const HANDLER_NAMES = ['handler', 'endpoint', 'view_func', 'callback', 'func', 'view'];
/** No function and no class is written like this. */
const NO_HANDLERS: ReadonlySet<Expr['kind']> = new Set([
  'string',
  'number',
  'constant',
  'tuple',
  'list',
  'set',
  'dict',
]);

const known = new WeakMap<Knowledge, ReadonlyMap<string, readonly Entry[]>>();

/** What registers entry points, by the last part of its name (`add_handler`, `path`, `task`): what a registering call ends in. */
function registeringNames(knowledge: Knowledge): ReadonlyMap<string, readonly Entry[]> {
  let names = known.get(knowledge);
  if (names === undefined) {
    names = namesOf(knowledge);
    known.set(knowledge, names);
  }
  return names;
}

function namesOf(knowledge: Knowledge): ReadonlyMap<string, readonly Entry[]> {
  const names = new Map<string, Entry[]>();
  for (const { entry, match } of knowledge.libraries.flatMap(({ callables }) => callables)) {
    if (entry === undefined) continue;
    for (const name of match) {
      const last = name.slice(name.lastIndexOf('.') + 1);
      const entries = names.get(last);
      if (entries) entries.push(entry);
      else names.set(last, [entry]);
    }
  }
  return names;
}

/** The argument that a call of something that registers hands over; null when it decorates instead. */
export function handlerArgument(entry: Entry, call: CallExpr): Expr | null {
  if (entry.handler !== undefined)
    return argumentAt(call.args, entry.handler) ?? firstNamed(call, HANDLER_NAMES);
  return entry.path === 0 ? null : argumentAt(call.args, 0);
}

function firstNamed({ args }: CallExpr, names: readonly string[]): Expr | null {
  for (const name of names) {
    const value = argumentAt(args, name);
    if (value !== null) return value;
  }
  return null;
}

const candidates = new WeakMap<ModuleFacts, ReadonlySet<CallExpr>>();
const NONE: ReadonlySet<CallExpr> = new Set();

/**
 * Calls that can register something, told by their last word and what they hand over, so that a module's other calls need
 * not be resolved: of all questions about a module this one would be the dearest.
 */
export function mayRegister(facts: ModuleFacts, knowledge: Knowledge): ReadonlySet<CallExpr> {
  const found = candidates.get(facts);
  if (found !== undefined) return found;
  const names = registeringNames(knowledge);
  const aliases = new Map(
    facts.imports.flatMap(({ name, alias }) =>
      alias === null || name === null ? [] : [[alias, names.get(name) ?? []] as const],
    ),
  );
  const entriesOf = (callee: Expr): readonly Entry[] => {
    if (callee.kind === 'attribute') return names.get(callee.name) ?? [];
    if (callee.kind !== 'name') return [];
    return [...(names.get(callee.id) ?? []), ...(aliases.get(callee.id) ?? [])];
  };
  const everything = names.has('*');
  const calls = [...callsOfModule(facts)].filter((call) => {
    if (everything || call.callee.kind === 'call') return canBeHandler(argumentAt(call.args, 0));
    return entriesOf(call.callee).some((entry) => canBeHandler(handlerArgument(entry, call)));
  });
  const made = calls.length === 0 ? NONE : new Set(calls);
  candidates.set(facts, made);
  return made;
}

function canBeHandler(expr: Expr | null): boolean {
  return expr !== null && !NO_HANDLERS.has(expr.kind);
}

const words = new WeakMap<ModuleFacts, ReadonlySet<string>>();

/** Names of the methods that a module calls. */
export function calledMethods(facts: ModuleFacts): ReadonlySet<string> {
  const found = words.get(facts);
  if (found !== undefined) return found;
  const names = new Set<string>();
  for (const { callee } of callsOfModule(facts))
    if (callee.kind === 'attribute') names.add(callee.name);
  words.set(facts, names);
  return names;
}
