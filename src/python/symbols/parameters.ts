import type { CallExpr, Expr, Param } from '../facts/facts.ts';
import type { ParameterModel } from '../model/symbols.ts';
import { quoted } from '../types/annotations.ts';
import { argument, classObject, closed, libraryType } from '../types/refs.ts';
import { typeName } from '../types/type-names.ts';
import type { FunctionSymbols, Place, Reader, Res, Type } from './internals.ts';

/** Declared type of a parameter, or what its dependency provides; type variables are left in. */
export function parameterType(reader: Reader, fn: FunctionSymbols, index: number): Type | null {
  const param = fn.facts.params[index];
  if (!param) return null;
  const declared = param.annotation && reader.annotation(param.annotation, fn.definition);
  if (param.kind === 'var-positional') {
    return libraryType('builtins.tuple', [argument(declared), libraryType('builtins.Ellipsis')]);
  }
  if (param.kind === 'var-keyword') {
    return libraryType('builtins.dict', [libraryType('builtins.str'), argument(declared)]);
  }
  if (declared) return declared;
  const provider = providerOf(reader, param, fn.definition);
  if (provider?.kind === 'function') return providedBy(provider.function);
  if (provider?.kind === 'class') return provider.class.instance;
  if (provider) {
    const called = dependencyOf(reader, provider);
    return called && providedBy(called);
  }
  return param.annotation || !param.default ? null : defaultType(reader, param.default, fn);
}

/** `session_factory=SESSION_FACTORY` without an annotation: the default is what it is made for, unless it is a plain value. */
function defaultType(reader: Reader, value: Expr, fn: FunctionSymbols): Type | null {
  if (value.kind !== 'name' && value.kind !== 'attribute' && value.kind !== 'call') return null;
  const type = reader.typeOf(value, fn.definition);
  return type && !type.isClass && !type.name.startsWith('builtins.') ? type : null;
}

/** What a framework hands to a parameter from its dependency function: a generator's is what it yields. */
function providedBy(fn: FunctionSymbols): Type | null {
  return closed(fn.facts.isGenerator || fn.isContextManager ? fn.rawYield : fn.rawReturn);
}

/** Type of a parameter as its function sees it: `self` is an instance of the class, `cls` the class. */
export function paramType(fn: FunctionSymbols, index: number): Type | null {
  const param = fn.facts.params[index];
  const isReceiver = index === 0 && fn.class !== null && !fn.isStatic && param?.annotation === null;
  const isPlain = param?.kind === 'positional' || param?.kind === 'positional-only';
  if (!isReceiver || !isPlain || !fn.class) return closed(fn.rawParam(index));
  return fn.isClassMethod ? classObject(fn.class.instance) : fn.class.instance;
}

/** Models of a function's parameters, types and dependencies read when asked. */
export function parameterModels(reader: Reader, fn: FunctionSymbols): readonly ParameterModel[] {
  return fn.facts.params.map((facts, index) => ({
    name: facts.name,
    facts,
    get type() {
      return paramType(fn, index);
    },
    get dependency() {
      return dependencyOf(reader, providerOf(reader, facts, fn.definition));
    },
  }));
}

/** The function that runs for a dependency: the one named, the `__call__` of an object, the `__init__` of a class. */
function dependencyOf(reader: Reader, provider: Res | null): FunctionSymbols | null {
  if (provider?.kind === 'function') return provider.function;
  if (provider?.kind === 'class') return methodOf(reader, provider.class.instance, '__init__');
  const type = provider?.kind === 'value' ? provider.type : null;
  return type && methodOf(reader, type, '__call__');
}

function methodOf(reader: Reader, type: Type, name: string): FunctionSymbols | null {
  const method = type.class ? reader.member(type, name) : null;
  return method?.kind === 'function' ? method.function : null;
}

/** The function or class named by a dependency marker in the default or in `Annotated`. */
function providerOf(reader: Reader, param: Param, place: Place): Res | null {
  if (param.default) {
    const found = providerIn(reader, param.default, { param, place });
    if (found) return found;
  }
  return param.annotation ? annotatedProvider(reader, param.annotation, { param, place }) : null;
}

interface Asked {
  readonly param: Param;
  readonly place: Place;
}

function providerIn(reader: Reader, expr: Expr, asked: Asked): Res | null {
  if (expr.kind !== 'call' || !isMarker(reader, expr, asked.place)) return null;
  const given = expr.args.find((arg) => arg.name === null || arg.name === 'dependency');
  if (given) return reader.resolve(given.value, asked.place);
  // `Depends()` without an argument: the annotated class itself is called.
  const { annotation } = asked.param;
  return annotation ? reader.resolve(annotation, asked.place) : null;
}

function isMarker(reader: Reader, call: CallExpr, place: Place): boolean {
  const callee = reader.resolve(call.callee, place);
  return (
    callee?.kind === 'external' &&
    reader.services.knowledge.hasRole(callee.name, 'dependency-marker')
  );
}

/** How often an alias in an annotation may point at another one. */
const MAX_ALIASES = 4;

/** Follows `Annotated[X, Depends(f)]` through quotes and through aliases such as `SessionDep`. */
function annotatedProvider(reader: Reader, annotation: Expr, asked: Asked): Res | null {
  let expr = annotation;
  let { place } = asked;
  for (let step = 0; step < MAX_ALIASES; step += 1) {
    const inner = expr.kind === 'string' ? quoted(expr, place) : expr;
    if (!inner) return null;
    if (inner.kind === 'subscript') return providerInBrackets(reader, inner, { ...asked, place });
    if (inner.kind !== 'name' && inner.kind !== 'attribute') return null;
    const res = reader.resolve(inner, place);
    if (res?.kind !== 'value' || !res.assigned) return null;
    expr = res.assigned.expr;
    place = { owner: res.assigned.owner };
  }
  return null;
}

function providerInBrackets(
  reader: Reader,
  expr: Extract<Expr, { kind: 'subscript' }>,
  asked: Asked,
): Res | null {
  const head = reader.resolve(expr.object, asked.place);
  if (head?.kind !== 'external' || typeName(head.name) !== 'typing.Annotated') return null;
  const [type, ...metadata] = expr.index;
  const param = type ? { ...asked.param, annotation: type } : asked.param;
  for (const item of metadata) {
    const found = providerIn(reader, item, { ...asked, param });
    if (found) return found;
  }
  return null;
}
