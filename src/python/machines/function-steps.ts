/**
 * Changes of state in one function, with what is known of the state before. The statements are followed in order: conditions that
 * enclose the change, early exits before it, what was set before, the query that read the row.
 */
import { expressionsOf, expressionsIn, statementsIn, textOf } from '../facts/expressions.ts';
import type { AssignStmt, Expr, MatchStmt, Stmt, TryStmt } from '../facts/facts.ts';
import { boundNames } from '../flow/expression-text.ts';
import type { StateStep } from '../model/machines.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { holderOf } from './holders.ts';
import {
  meeting,
  noneOf,
  oneOf,
  UNKNOWN,
  withKnown,
  withoutRoot,
  withSet,
  type Known,
} from './narrowing.ts';
import { formerStates } from './former-states.ts';
import type { MachineServices } from './services.ts';
import { stateValue } from './state-values.ts';
import { afterQuestion, afterTest, aliasesIn, stateSubject, type Reading } from './tests.ts';
import { updateSteps } from './update-steps.ts';

export function functionSteps(fn: FunctionModel, services: MachineServices): readonly StateStep[] {
  if (!mayChangeState(fn)) return [];
  const walk = new Walk(fn, services);
  walk.block(fn.body, new Map());
  return [...walk.steps, ...updateSteps(fn, services)];
}

/** Cheap: most functions say nothing of any state. */
function mayChangeState({ body }: FunctionModel): boolean {
  for (const stmt of statementsIn(body)) {
    if (stmt.kind === 'assign' && stmt.targets.some((target) => stateSubject(target) !== null))
      return true;
    for (const root of expressionsOf(stmt)) {
      for (const part of expressionsIn(root)) {
        if (part.kind !== 'call' || part.callee.kind !== 'attribute') continue;
        if (/^(?:values|a?update)$/u.test(part.callee.name)) return true;
      }
    }
  }
  return false;
}

class Walk {
  readonly steps: StateStep[] = [];
  private readonly fn: FunctionModel;
  private readonly reading: Reading;

  constructor(fn: FunctionModel, services: MachineServices) {
    this.fn = fn;
    const plain = { scope: fn, services };
    this.reading = { ...plain, aliases: aliasesIn(fn.body, plain) };
  }

  /** What is known after a block; null when control never gets there. Depth of blocks is bounded in facts. */
  block(statements: readonly Stmt[], known: Known): Known | null {
    let now: Known | null = known;
    for (const stmt of statements) {
      if (now === null) return null;
      now = this.statement(stmt, now);
    }
    return now;
  }

  private statement(stmt: Stmt, before: Known): Known | null {
    const known = asked(stmt, before);
    switch (stmt.kind) {
      case 'assign':
        return this.assignment(stmt, known);
      case 'if':
        return meeting(
          this.block(stmt.body, this.after(known, stmt.test, 'holds')),
          this.block(stmt.orelse, this.after(known, stmt.test, 'fails')),
        );
      case 'assert':
        return this.after(known, stmt.test, 'holds');
      case 'while':
      case 'for':
        return this.loop(stmt, known);
      case 'with':
        return this.block(stmt.body, known);
      case 'try':
        return this.attempt(stmt, known);
      case 'match':
        return this.cases(stmt, known);
      case 'return':
      case 'raise':
      case 'break':
      case 'continue':
        return null;
      default:
        return known;
    }
  }

  private after(known: Known, test: Expr, outcome: 'holds' | 'fails'): Known {
    return afterTest(known, { test, truth: outcome === 'holds' }, this.reading);
  }

  private assignment(stmt: AssignStmt, known: Known): Known {
    let now = known;
    for (const target of stmt.targets) {
      const subject = target.kind === 'attribute' ? stateSubject(target) : null;
      if (subject === null || target.kind !== 'attribute') {
        for (const name of boundNames(target)) now = withoutRoot(now, name);
        continue;
      }
      if (stmt.value === null || stmt.operator !== null) continue;
      const to = stateValue(stmt.value, this.reading.scope, this.reading.services);
      if (to !== null) this.step(stmt, { target, subject, to, known });
      now = withSet(now, subject, to);
    }
    return now;
  }

  private step(
    stmt: AssignStmt,
    change: {
      readonly target: Expr;
      readonly subject: string;
      readonly to: string;
      readonly known: Known;
    },
  ): void {
    const { fn, reading } = this;
    const { target, subject, to, known } = change;
    if (target.kind !== 'attribute') return;
    const owner =
      fn.typeOf(target.object)?.class ??
      (target.object.kind === 'name' && target.object.id === 'self' ? fn.class : null);
    const holder = owner === null ? null : holderOf(owner, target.name);
    if (holder === null || isCreation(fn, target.object)) return;
    const from = formerStates({ fn, stmt, target, known, subject }, holder, reading.services);
    this.steps.push({
      module: fn.module,
      span: { start: stmt.start, end: stmt.end },
      symbol: fn.symbol,
      holder,
      from,
      to,
      function: fn,
      text: `${subject} = ${stmt.value === null ? '' : textOf(stmt.value)}`,
    });
  }

  private loop(stmt: Extract<Stmt, { kind: 'while' | 'for' }>, known: Known): Known | null {
    let entry = withoutSetIn(stmt.body, known);
    if (stmt.kind === 'for')
      for (const name of boundNames(stmt.target)) entry = withoutRoot(entry, name);
    this.block(stmt.body, stmt.kind === 'while' ? this.after(entry, stmt.test, 'holds') : entry);
    return this.block(stmt.orelse, entry);
  }

  private attempt(stmt: TryStmt, known: Known): Known | null {
    const done = this.block(stmt.body, known);
    const whole = done === null ? null : this.block(stmt.orelse, done);
    const failed = withoutSetIn(stmt.body, known);
    const ends = stmt.handlers.map((handler) => this.block(handler.body, failed));
    const met = ends.reduce(meeting, whole);
    const last = this.block(stmt.finalbody, met ?? failed);
    return met === null ? null : last;
  }

  private cases(stmt: MatchStmt, known: Known): Known | null {
    const subject = stateSubject(stmt.subject);
    let rest: Known | null = known;
    let met: Known | null = null;
    for (const arm of stmt.cases) {
      if (rest === null) break;
      const states = arm.values.map((value) =>
        stateValue(value, this.reading.scope, this.reading.services),
      );
      const named = states.every((state) => state !== null) ? states : null;
      const isPlain = subject !== null && arm.guard === null;
      const inside: Known =
        subject === null || arm.irrefutable
          ? rest
          : withKnown(rest, subject, named === null ? UNKNOWN : oneOf(named));
      met = meeting(met, this.block(arm.body, inside));
      if (arm.irrefutable && arm.guard === null) rest = null;
      else if (isPlain && named !== null) rest = withKnown(rest, subject, noneOf(named));
    }
    return meeting(met, rest);
  }
}

/** Calls of a statement that let somebody else decide whether the state may change. */
function asked(stmt: Stmt, known: Known): Known {
  if (stmt.kind !== 'expression' && stmt.kind !== 'assign') return known;
  let now = known;
  for (const root of expressionsOf(stmt))
    for (const part of expressionsIn(root))
      if (part.kind === 'call') now = afterQuestion(now, part);
  return now;
}

/** What a block sets may have been set already when it runs again, or when it failed halfway. */
function withoutSetIn(body: readonly Stmt[], known: Known): Known {
  let now = known;
  for (const stmt of statementsIn(body)) {
    if (stmt.kind !== 'assign') continue;
    for (const target of stmt.targets) {
      const subject = stateSubject(target);
      if (subject !== null) now = new Map([...now].filter(([key]) => key !== subject));
      else for (const name of boundNames(target)) now = withoutRoot(now, name);
    }
  }
  return now;
}

/** A row that is made here, or an object that is being made, has no state before. */
function isCreation(fn: FunctionModel, row: Expr): boolean {
  if (row.kind !== 'name') return false;
  if (row.id === 'self') return /^__(?:init|post_init|new|attrs_post_init)__$/u.test(fn.name);
  return fn.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.targets.some((target) => target.kind === 'name' && target.id === row.id) &&
      isConstruction(operation.value, fn),
  );
}

function isConstruction(value: Expr | null, fn: FunctionModel): boolean {
  if (value?.kind !== 'call') return false;
  return fn.resolve(value.callee)?.kind === 'class';
}
