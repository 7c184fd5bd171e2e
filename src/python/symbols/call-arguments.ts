import type { Argument, CallExpr, Expr } from '../facts/facts.ts';
import type { RunsFact } from '../../knowledge/entries.ts';
import type { ClassSymbols, FunctionSymbols, Type } from './internals.ts';

/** Arguments of a call, those that a `partial` already bound first. */
export interface Arguments {
  readonly bound: readonly Argument[];
  readonly own: readonly Argument[];
}

export function hasSplat({ bound, own }: Arguments): boolean {
  return bound.some(isSplat) || own.some(isSplat);
}

function isSplat(argument: Argument): boolean {
  return argument.splat !== '';
}

/** Value of the positional argument at a place, null behind a `*`. */
function positional(args: Arguments, position: number): Expr | null {
  let at = 0;
  for (const argument of [...args.bound, ...args.own]) {
    if (argument.splat === '*') return null;
    if (argument.name !== null || argument.splat === '**') continue;
    if (at === position) return argument.value;
    at += 1;
  }
  return null;
}

export function argumentValue(
  args: Arguments,
  keyword: string,
  position: number | null,
): Expr | null {
  // What the call itself says overrides what a partial bound.
  for (const argument of [...args.own, ...args.bound]) {
    if (argument.name === keyword) return argument.value;
  }
  return position === null || position < 0 ? null : positional(args, position);
}

/** Place of a parameter among the positional arguments of a call; null when the target does not tell. */
export function positionOf(
  target: FunctionSymbols | ClassSymbols | null,
  keyword: string,
  receiver: Type | null,
): number | null {
  if (!target) return null;
  const fn = 'params' in target ? target : initOf(target);
  if (!fn) return 'params' in target ? null : fieldPosition(target, keyword);
  const index = fn.facts.params.findIndex(({ name }) => name === keyword);
  const param = fn.facts.params[index];
  if (!param || (param.kind !== 'positional' && param.kind !== 'positional-only')) return null;
  const isBound = fn !== target || (receiver !== null && (!receiver.isClass || fn.isClassMethod));
  return fn.class && isBound && !fn.isStatic ? index - 1 : index;
}

function initOf(cls: ClassSymbols): FunctionSymbols | null {
  for (const step of cls.lineage) {
    const init = step.class?.ownMethod('__init__');
    if (init) return init;
  }
  return null;
}

/** Dataclasses and their like take their fields in order. */
function fieldPosition(cls: ClassSymbols, keyword: string): number | null {
  const { record } = cls;
  if (!record || record.kind === 'pydantic' || record.kind === 'typed-dict') return null;
  const index = record.fields.findIndex(({ name }) => name === keyword);
  return index < 0 ? null : index;
}

/** The argument that a knowledge fact says is run elsewhere. */
export function scheduledArgument(expr: CallExpr, fact: RunsFact): Argument | null {
  const { argument } = fact;
  if (typeof argument === 'string') {
    return expr.args.find(({ name }) => name === argument) ?? null;
  }
  let at = 0;
  for (const candidate of expr.args) {
    if (candidate.splat === '*') return null;
    if (candidate.name !== null || candidate.splat === '**') continue;
    if (at === argument) return candidate;
    at += 1;
  }
  return null;
}
