import type { CallableFact } from '../../knowledge/entries.ts';
import type { Expr } from '../facts/facts.ts';
import type { DecoratorModel } from '../model/symbols.ts';
import { callableOf } from './callables.ts';
import type { ClassSymbols, FunctionSymbols, ModuleSymbols, Place, Reader } from './internals.ts';

/** Where a decorated definition stands. */
interface Decorated {
  readonly module: ModuleSymbols;
  readonly symbol: string;
  readonly definition: Place;
}

/** Decorators of a definition in source order, each resolved when it is asked. */
export function decoratorsOf(
  reader: Reader,
  exprs: readonly Expr[],
  on: Decorated,
): readonly DecoratorModel[] {
  return exprs.map((expr) => new Decorator(reader, expr, on));
}

class Decorator implements DecoratorModel {
  readonly module: ModuleSymbols;
  readonly span: Expr;
  readonly symbol: string;
  readonly expr: Expr;
  readonly name: string | null;
  readonly target: FunctionSymbols | ClassSymbols | null;
  readonly fact: CallableFact | null;
  readonly args: DecoratorModel['args'];

  constructor(reader: Reader, expr: Expr, on: Decorated) {
    this.module = on.module;
    this.span = expr;
    this.symbol = on.symbol;
    this.expr = expr;
    const callee = expr.kind === 'call' ? expr.callee : expr;
    const found = callableOf(reader, reader.resolve(callee, on.definition));
    this.name = found.name;
    this.target = found.target;
    this.fact = found.fact;
    this.args = expr.kind === 'call' ? expr.args : [];
  }
}
