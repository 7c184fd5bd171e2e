import type { Expr } from '../facts/facts.ts';
import type { CallSite, FunctionModel, ParameterModel } from '../model/symbols.ts';

/** What is known of a value before the program runs. */
interface Known {
  readonly truth: boolean;
  readonly none: boolean;
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
      if (test.operands.length !== 2 || subject?.kind !== 'name') return null;
      if (other?.kind !== 'constant' || other.value !== 'None') return null;
      if (operator !== 'is' && operator !== 'is not') return null;
      const value = valueOf(subject.id, passed);
      return value === null ? null : value.none === (operator === 'is');
    }
    default:
      return null;
  }
}

/** The literal that a parameter is given at the call, or has by default; null when it is none, or the function assigns the name. */
function valueOf(name: string, { call, callee, step }: Passed): Known | null {
  const param = callee.params.find((one) => one.name === name);
  if (param === undefined || !isGivenByName(param)) return null;
  if (callee.flow.definitionsOf(name, step.operation).length > 0) return null;
  return literal(call.argument(name) ?? param.facts.default);
}

function isGivenByName({ facts }: ParameterModel): boolean {
  return facts.kind === 'positional' || facts.kind === 'keyword-only';
}

function literal(expr: Expr | null): Known | null {
  if (expr?.kind === 'constant') {
    if (expr.value === 'None') return { truth: false, none: true };
    if (expr.value === 'True') return { truth: true, none: false };
    return expr.value === 'False' ? { truth: false, none: false } : null;
  }
  if (expr?.kind === 'string' && expr.format === '')
    return { truth: expr.value !== '', none: false };
  return null;
}
