/**
 * Look first, then save, through a port: `existing = await users.find_by_email(request.email)`, and later
 * `await users.save(User(email=request.email))`. Said only where the value that was looked for goes into the entity that is saved:
 * a lookup by id, or of another thing, is no question of uniqueness.
 */
import { singleDefinition, siteIn } from '../python/effects/chains.ts';
import { textOf } from '../python/facts/canonical-text.ts';
import type { Expr, IfStmt } from '../python/facts/facts.ts';
import { triesAround } from '../python/flow/questions.ts';
import type { CallSite, ClassModel, FunctionModel } from '../python/model/index.ts';
import { stringText } from '../python/flow/expression-text.ts';
import { isCalledUnderLock } from './held-locks.ts';
import type { WithinFunction } from './rows.ts';
import { expressionsIn, statementsIn } from './walk.ts';

export interface CheckThenSave {
  readonly read: CallSite;
  readonly save: CallSite;
  readonly entity: ClassModel;
  /** `email` of `find_by_email`. */
  readonly lookup: string;
  /** What the function answers for a row that exists. */
  readonly answer: string;
}

const LOOKUP = /(?:^|\.)(?:find|get|fetch|load|exists|search)_(?:\w+_)??by_(\w+)$/u;
const SAVE = /\.(?:save|add|create|insert|store|persist|register)$/u;
const KEYS: ReadonlySet<string> = new Set(['id', 'ids', 'pk', 'uuid', 'key']);

export function checksThenSaves(within: WithinFunction): readonly CheckThenSave[] {
  const { fn, project } = within;
  const found: CheckThenSave[] = [];
  for (const statement of statementsIn(fn.body)) {
    const read = statement.kind === 'if' ? lookedFor(statement, fn) : null;
    const lookup = read === null ? undefined : LOOKUP.exec(read.text)?.[1];
    if (statement.kind !== 'if' || read === null || lookup === undefined || KEYS.has(lookup))
      continue;
    const save = fn.calls.find((call) => isSaveAfter(call, read, fn));
    const entity = save === undefined ? null : madeWith(save, { read, lookup, fn });
    if (save === undefined || entity === null || isGuarded(save, lookup, within)) continue;
    found.push({ read, save, entity, lookup, answer: answerOf(statement) });
  }
  return found.length > 0 && isCalledUnderLock(fn, project) ? [] : found;
}

/** `if existing: return …`: the lookup behind a test whose arm leaves. */
function lookedFor(statement: IfStmt, fn: FunctionModel): CallSite | null {
  const last = statement.body.at(-1)?.kind;
  if (last !== 'return' && last !== 'raise') return null;
  const { test } = statement;
  const isNot = test.kind === 'compare' && test.operators[0] === 'is not';
  const subject = isNot ? (test.operands[0] ?? test) : test;
  const at = fn.flow.operations.find((op) => op.kind === 'test' && op.test === test);
  const held: Expr | undefined =
    subject.kind === 'name' && at !== undefined
      ? singleDefinition(fn.flow, subject.id, at)?.value
      : subject;
  const value = held?.kind === 'await' ? held.value : held;
  return value?.kind === 'call' ? siteIn(fn.flow, value) : null;
}

/** On the same port, after the lookup. */
function isSaveAfter(call: CallSite, read: CallSite, fn: FunctionModel): boolean {
  return (
    SAVE.test(call.text) &&
    receiverText(call) === receiverText(read) &&
    call.receiver?.class != null &&
    call.receiver.class === read.receiver?.class &&
    fn.flow.canFollow(read.operation, call.operation)
  );
}

function receiverText({ expr }: CallSite): string | null {
  return expr.callee.kind === 'attribute' ? textOf(expr.callee.object) : null;
}

/** The class of the entity that is saved, when the value that was looked for is handed to its constructor under that name. */
function madeWith(
  save: CallSite,
  by: { readonly read: CallSite; readonly lookup: string; readonly fn: FunctionModel },
): ClassModel | null {
  const { read, lookup, fn } = by;
  const given = save.expr.args[0]?.value;
  const made =
    given?.kind === 'name' ? singleDefinition(fn.flow, given.id, save.operation)?.value : given;
  const site = made?.kind === 'call' ? siteIn(fn.flow, made) : null;
  const entity = site?.target ?? null;
  if (site === null || entity === null || 'flow' in entity) return null;
  const value = site.argument(lookup);
  const sought = read.expr.args[0]?.value;
  const isSame = value !== null && sought !== undefined && textOf(value) === textOf(sought);
  return isSame ? entity : null;
}

/** Caught around the save, or in what stores the entity; stored by an upsert on what was looked for; or nobody knows how. */
function isGuarded(save: CallSite, lookup: string, { fn, project }: WithinFunction): boolean {
  if (fn.flow.locksAt(save.operation).length > 0) return true;
  if (triesAround(save).some(({ handlers }) => handlers.length > 0)) return true;
  const { target } = save;
  if (target === null || !('flow' in target)) return true;
  const stores = target.isAbstract ? project.implementationsOf(target) : [target];
  const known = stores.filter((store) =>
    store.effects().some(({ effect }) => effect === 'database-write'),
  );
  return known.length === 0 || stores.some((store) => keepsUnique(store, lookup));
}

function keepsUnique(store: FunctionModel, lookup: string): boolean {
  for (const statement of statementsIn(store.body))
    if (statement.kind === 'try' && statement.handlers.length > 0) return true;
  return store.calls.some(({ expr, text }) => {
    if (/\.on_conflict_do_\w+$/u.test(text)) return true;
    return expr.args.some(({ value }) => {
      const sql = stringText(value);
      const target = sql === null ? null : /on\s+conflict\s*(\([^)]*\))?/iu.exec(sql);
      return target !== null && (target[1]?.includes(lookup) ?? true);
    });
  });
}

function answerOf({ body }: IfStmt): string {
  const last = body.at(-1);
  if (last?.kind === 'return') return `return ${last.value === null ? '' : textOf(last.value)}`;
  return last?.kind === 'raise' && last.value !== null ? `raise ${textOf(last.value)}` : 'raise';
}

/** The save of a function with what it answers when somebody else was first. */
export function savedOnce({ save, entity, lookup, answer }: CheckThenSave): string {
  const name = resultName(save);
  return [
    'try:',
    `    ${name === null ? '' : `${name} = `}${save.awaited ? 'await ' : ''}${textOf(save.expr)}`,
    `except ${entity.name}Exists:  # raised by what stores it, for a violation of UNIQUE (${lookup})`,
    `    ${answer}`,
  ].join('\n');
}

/** `saved_user` of `saved_user = await users.save(user)`. */
function resultName(call: CallSite): string | null {
  const { statement } = call.operation;
  const [target] = statement.kind === 'assign' ? statement.targets : [];
  if (statement.kind !== 'assign' || target?.kind !== 'name' || statement.value === null)
    return null;
  return [...expressionsIn(statement.value)].includes(call.expr) ? target.id : null;
}
