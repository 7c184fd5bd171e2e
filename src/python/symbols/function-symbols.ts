import type { Expr, FunctionFacts, Span, Stmt } from '../facts/facts.ts';
import type { EffectOccurrence } from '../model/effects.ts';
import type { FunctionFlow } from '../model/flow.ts';
import type { CallSite, DecoratorModel, EntryPoint, ParameterModel } from '../model/symbols.ts';
import type { Cell } from '../types/memo.ts';
import { closed } from '../types/refs.ts';
import { decoratorsOf } from './decorators.ts';
import type {
  ClassSymbols,
  FunctionSymbols,
  ModuleSymbols,
  Owner,
  Place,
  Reader,
  Res,
  Type,
} from './internals.ts';
import { functionOwner, placeInBrackets } from './owner.ts';
import { parameterModels, parameterType } from './parameters.ts';
import { returnTypeOf, yieldTypeOf } from './returns.ts';

const PROPERTIES: ReadonlySet<string> = new Set([
  'property',
  'cached_property',
  'abstractproperty',
  'hybrid_property',
  'cachedproperty',
]);
const CONTEXT_MANAGERS: ReadonlySet<string> = new Set([
  'contextlib.contextmanager',
  'contextlib.asynccontextmanager',
]);
/** Methods that take the class although nothing marks them. */
const IMPLICIT_CLASS_METHODS: ReadonlySet<string> = new Set([
  '__new__',
  '__init_subclass__',
  '__class_getitem__',
]);

export interface FunctionParts {
  readonly reader: Reader;
  readonly module: ModuleSymbols;
  readonly facts: FunctionFacts;
  readonly class: ClassSymbols | null;
  readonly outer: FunctionSymbols | null;
}

/** Nothing but `raise NotImplementedError`, a docstring aside: how classes without `abc` say that a subclass does it. */
function isLeftToSubclasses(body: readonly Stmt[]): boolean {
  const [first, second] = body;
  const isDocstring = first?.kind === 'expression' && first.value.kind === 'string';
  const only = isDocstring ? second : first;
  if (only?.kind !== 'raise' || body.length > (isDocstring ? 2 : 1) || only.value === null)
    return false;
  const raised = only.value.kind === 'call' ? only.value.callee : only.value;
  return raised.kind === 'name' && raised.id === 'NotImplementedError';
}

/** A function with everything about it read on demand. */
export class SymbolFunction implements FunctionSymbols {
  readonly module: ModuleSymbols;
  readonly facts: FunctionFacts;
  readonly class: ClassSymbols | null;
  readonly outer: FunctionSymbols | null;
  readonly span: Span;
  readonly symbol: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly isAsync: boolean;
  private readonly reader: Reader;
  private readonly returnCells = new Map<'return' | 'yield', Cell<Type>>();
  private readonly paramCells = new Map<number, Cell<Type>>();
  private ownOwner: Owner | null = null;
  private ownDecorators: readonly DecoratorModel[] | null = null;
  private ownParams: readonly ParameterModel[] | null = null;
  private ownCalls: readonly CallSite[] | null = null;

  constructor(parts: FunctionParts) {
    const { facts, module } = parts;
    this.reader = parts.reader;
    this.module = module;
    this.facts = facts;
    this.class = parts.class;
    this.outer = parts.outer;
    this.span = { start: facts.start, end: facts.end };
    this.symbol = facts.qualname;
    this.name = facts.name;
    this.qualifiedName = `${module.name}.${facts.qualname}`;
    this.isAsync = facts.isAsync;
  }

  private get outerOwner(): Owner {
    return this.class?.bodyOwner ?? this.outer?.owner ?? this.module.owner;
  }

  get definition(): Place {
    return placeInBrackets(this.outerOwner, this.facts);
  }

  get owner(): Owner {
    this.ownOwner ??= functionOwner(this.reader, this, this.outerOwner);
    return this.ownOwner;
  }

  get body(): readonly Stmt[] {
    return this.facts.body;
  }

  get decorators(): readonly DecoratorModel[] {
    this.ownDecorators ??= decoratorsOf(this.reader, this.facts.decorators, this);
    return this.ownDecorators;
  }

  get params(): readonly ParameterModel[] {
    this.ownParams ??= parameterModels(this.reader, this);
    return this.ownParams;
  }

  get isProperty(): boolean {
    return this.facts.decorators.some((expr) => PROPERTIES.has(lastName(expr)));
  }

  get isStatic(): boolean {
    return this.facts.decorators.some((expr) => lastName(expr) === 'staticmethod');
  }

  get isClassMethod(): boolean {
    if (this.class && IMPLICIT_CLASS_METHODS.has(this.name)) return true;
    return this.facts.decorators.some((expr) => lastName(expr) === 'classmethod');
  }

  get isAbstract(): boolean {
    if (this.facts.decorators.some((expr) => lastName(expr).startsWith('abstract'))) return true;
    return this.class !== null && isLeftToSubclasses(this.facts.body);
  }

  get isOverload(): boolean {
    return this.facts.decorators.some((expr) => lastName(expr) === 'overload');
  }

  get isContextManager(): boolean {
    if (this.facts.decorators.length === 0) return false;
    return this.decorators.some(({ name }) => name !== null && CONTEXT_MANAGERS.has(name));
  }

  get decoratedType(): Type | null {
    for (const { fact } of this.decorators) {
      const { returns } = fact ?? {};
      if (returns && returns !== 'self' && !returns.startsWith('arg:')) {
        return this.reader.libraryType(returns);
      }
    }
    return null;
  }

  rawParam(index: number): Type | null {
    return this.reader.memo.ask(this.paramCells, index, () =>
      parameterType(this.reader, this, index),
    );
  }

  get rawReturn(): Type | null {
    return this.reader.memo.ask(this.returnCells, 'return', () => returnTypeOf(this.reader, this));
  }

  get rawYield(): Type | null {
    return this.reader.memo.ask(this.returnCells, 'yield', () => yieldTypeOf(this.reader, this));
  }

  get returnType(): Type | null {
    return closed(this.rawReturn);
  }

  get entries(): readonly EntryPoint[] {
    return this.reader.services.entriesOf(this);
  }

  get flow(): FunctionFlow {
    return this.reader.services.flowOf(this);
  }

  get calls(): readonly CallSite[] {
    this.ownCalls ??= this.owner.table.calls.map(({ expr }) => this.owner.callSite(expr));
    return this.ownCalls;
  }

  /** Decorators, defaults and annotations are read outside of the function, everything else inside. */
  private placeOf(expr: Expr): Place {
    const first = this.facts.body[0];
    const isHeader =
      first !== undefined && expr.start >= this.facts.start && expr.end <= first.start;
    return isHeader ? this.definition : { owner: this.owner };
  }

  resolve(expr: Expr): Res | null {
    return this.reader.resolve(expr, this.placeOf(expr));
  }

  typeOf(expr: Expr): Type | null {
    return this.reader.typeOf(expr, this.placeOf(expr));
  }

  effects(depth = 3): readonly EffectOccurrence[] {
    return this.reader.services.effectsOf(this, depth);
  }

  get fullyResolved(): boolean {
    const { knowledge } = this.reader.services;
    return this.calls.every(
      ({ name, target }) =>
        target !== null || (name !== null && knowledge.libraryOf(name) !== null),
    );
  }
}

/** The last name of a decorator: `setter` of `@price.setter`, `task` of `@app.task(bind=True)`. */
export function lastName(decorator: Expr): string {
  const expr = decorator.kind === 'call' ? decorator.callee : decorator;
  if (expr.kind === 'name') return expr.id;
  return expr.kind === 'attribute' ? expr.name : '';
}
