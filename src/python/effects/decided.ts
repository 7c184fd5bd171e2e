import type { Expr } from '../facts/facts.ts';
import type { CallSite, FunctionModel, ParameterModel } from '../model/symbols.ts';

/** What is known of a value before the program runs. */
interface Known {
  /** Null for a member of an enum: it is what it is, and its truth is not known. */
  readonly truth: boolean | null;
  readonly none: boolean;
  /** What tells it from another one of its kind: a text, or the member of an enum with its class. */
  readonly kind: string;
  readonly value: string;
}

const MAX_DEPTH = 4;

/** True when the arguments of a call decide that a step of its callee is not taken: `report(rows=None)`, and the step stands under `if rows:`. */
export function isRuledOut(call: CallSite, callee: FunctionModel, step: CallSite): boolean {
  if (call.hasSplat || call.target !== callee || step.function !== callee) return false;
  return step.regions.some((region) => {
    if (region.kind !== 'branch' || region.test === null || region.arm === 'case') return false;
    const truth = truthOf(region.test, { call, callee, step }, 0);
    return truth !== null && truth !== (region.arm === 'then');
  });
}

interface Passed {
  readonly call: CallSite;
  readonly callee: FunctionModel;
  readonly step: CallSite;
}

function truthOf(test: Expr, passed: Passed, depth: number): boolean | null {
  if (depth > MAX_DEPTH) return null;
  switch (test.kind) {
    case 'name':
      return valueOf(test.id, passed)?.truth ?? null;
    case 'unary': {
      const inner = test.operator === 'not' ? truthOf(test.operand, passed, depth + 1) : null;
      return inner === null ? null : !inner;
    }
    case 'boolean': {
      const left = truthOf(test.left, passed, depth + 1);
      const right = truthOf(test.right, passed, depth + 1);
      const decides = test.operator === 'or';
      if (left === decides || right === decides) return decides;
      return left === null || right === null ? null : !decides;
    }
    case 'compare': {
      const [subject, other] = test.operands;
      const [operator] = test.operators;
      if (test.operands.length !== 2 || subject?.kind !== 'name' || other === undefined)
        return null;
      const value = valueOf(subject.id, passed);
      return value === null
        ? null
        : compared(value, operator ?? '', { expr: other, at: passed.callee });
    }
    default:
      return null;
  }
}

interface Placed {
  readonly expr: Expr;
  /** Where its names are looked up; null at the top level of a module. */
  readonly at: FunctionModel | null;
}

/** `value == Status.PAID`, `value in ("a", "b")`, `value is None`; null when both are not of one kind. */
function compared(value: Known, operator: string, { expr, at }: Placed): boolean | null {
  const isNegated = operator === '!=' || operator === 'is not' || operator === 'not in';
  if (operator === 'in' || operator === 'not in') {
    if (expr.kind !== 'tuple' && expr.kind !== 'list' && expr.kind !== 'set') return null;
    const items = expr.items.map((item) => literal(item, at));
    if (items.some((item) => item === null || item.kind !== value.kind)) return null;
    return items.some((item) => item?.value === value.value) !== isNegated;
  }
  const known = literal(expr, at);
  if (known === null) return null;
  const isNone = known.none || value.none;
  if (!isNone && known.kind !== value.kind) return null;
  if (operator !== 'is' && operator !== 'is not' && operator !== '==' && operator !== '!=')
    return null;
  return (known.kind === value.kind && known.value === value.value) !== isNegated;
}

/** The literal that a parameter is given at the call, or has by default; null when it is none, or the function assigns the name. */
function valueOf(name: string, { call, callee, step }: Passed): Known | null {
  const param = callee.params.find((one) => one.name === name);
  if (param === undefined || !isGivenByName(param)) return null;
  if (callee.flow.definitionsOf(name, step.operation).length > 0) return null;
  const given = call.argument(name);
  return given === null ? literal(param.facts.default, callee) : literal(given, call.function);
}

function isGivenByName({ facts }: ParameterModel): boolean {
  return facts.kind === 'positional' || facts.kind === 'keyword-only';
}

function literal(expr: Expr | null, at: FunctionModel | null): Known | null {
  if (expr?.kind === 'constant') {
    const { value } = expr;
    if (value === 'None') return { truth: false, none: true, kind: 'None', value };
    if (value !== 'True' && value !== 'False') return null;
    return { truth: value === 'True', none: false, kind: 'bool', value };
  }
  if (expr?.kind === 'string' && expr.format === '') {
    const { value } = expr;
    return { truth: value !== '', none: false, kind: 'text', value };
  }
  return expr?.kind === 'attribute' ? memberOf(expr, at) : null;
}

const ENUM = /^enum\.|(?:Text|Integer)Choices$|StrEnum$/u;

/** `OrderStatus.PAID`: one of the members of an enum. */
function memberOf(
  { object, name }: Expr & { readonly kind: 'attribute' },
  at: FunctionModel | null,
): Known | null {
  const owner = at?.resolve(object);
  if (owner?.kind !== 'class' || !owner.class.ancestors.some((base) => ENUM.test(base)))
    return null;
  const kind = `member of ${owner.class.qualifiedName}`;
  return { truth: null, none: false, kind, value: name };
}
