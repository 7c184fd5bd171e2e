import type { Argument, ComprehensionClause, Expr, Param, StringExpr } from './facts.ts';

/** How tightly an expression binds; a looser one inside a tighter place gets parentheses. */
const ATOM = 16;
const AWAIT = 15;
const POWER = 14;
const UNARY = 13;
const COMPARE = 6;
const NOT = 5;
const CONDITIONAL = 2;
const LAMBDA = 1;
const NAMED = 0;

const BINARY: ReadonlyMap<string, number> = new Map([
  ['or', 3],
  ['and', 4],
  ['|', 7],
  ['^', 8],
  ['&', 9],
  ['<<', 10],
  ['>>', 10],
  ['+', 11],
  ['-', 11],
  ['*', 12],
  ['@', 12],
  ['/', 12],
  ['//', 12],
  ['%', 12],
  ['**', POWER],
]);

/** The expression in one canonical form: the same whatever its spacing, line breaks, quotes, comments and needless parentheses. */
export function textOf(expr: Expr): string {
  return render(expr, NAMED);
}

function render(expr: Expr, place: number): string {
  const text = bare(expr);
  return tightness(expr) < place ? `(${text})` : text;
}

function tightness(expr: Expr): number {
  switch (expr.kind) {
    case 'binary':
    case 'boolean':
      return BINARY.get(expr.operator) ?? ATOM;
    case 'compare':
      return COMPARE;
    case 'unary':
      return expr.operator === 'not' ? NOT : UNARY;
    case 'await':
      return AWAIT;
    case 'conditional':
      return CONDITIONAL;
    case 'lambda':
      return LAMBDA;
    case 'named':
    case 'yield':
      return NAMED;
    default:
      return ATOM;
  }
}

function bare(expr: Expr): string {
  switch (expr.kind) {
    case 'name':
      return expr.id;
    case 'attribute':
      return `${render(expr.object, ATOM)}.${expr.name}`;
    case 'call':
      return `${render(expr.callee, ATOM)}(${expr.args.map(argumentText).join(', ')})`;
    case 'string':
      return stringText(expr);
    case 'number':
      return expr.text;
    case 'constant':
      return expr.value;
    case 'tuple':
      return expr.items.length === 1 ? `(${list(expr.items)},)` : `(${list(expr.items)})`;
    case 'list':
      return `[${list(expr.items)}]`;
    case 'set':
      return `{${list(expr.items)}}`;
    case 'dict':
      return `{${expr.entries.map(entryText).join(', ')}}`;
    case 'subscript':
      return `${render(expr.object, ATOM)}[${list(expr.index)}]`;
    case 'slice':
      return `${optional(expr.lower)}:${optional(expr.upper)}${expr.step === null ? '' : `:${optional(expr.step)}`}`;
    case 'comprehension':
      return comprehensionText(expr);
    case 'starred':
      return `${expr.double ? '**' : '*'}${render(expr.value, BINARY.get('|') ?? ATOM)}`;
    case 'unknown':
      return '?';
    default:
      return operatorText(expr);
  }
}

type Composed = Extract<
  Expr,
  {
    kind:
      | 'binary'
      | 'boolean'
      | 'compare'
      | 'unary'
      | 'lambda'
      | 'await'
      | 'yield'
      | 'conditional'
      | 'named';
  }
>;

function operatorText(expr: Composed): string {
  switch (expr.kind) {
    case 'binary':
    case 'boolean': {
      const level = BINARY.get(expr.operator) ?? ATOM;
      const [left, right] = expr.operator === '**' ? [level + 1, UNARY] : [level, level + 1];
      return `${render(expr.left, left)} ${expr.operator} ${render(expr.right, right)}`;
    }
    case 'compare':
      return expr.operands
        .map(
          (operand, i) =>
            (i === 0 ? '' : ` ${expr.operators[i - 1] ?? ''} `) + render(operand, COMPARE + 1),
        )
        .join('');
    case 'unary':
      return expr.operator === 'not'
        ? `not ${render(expr.operand, NOT)}`
        : `${expr.operator}${render(expr.operand, UNARY)}`;
    case 'lambda':
      return `lambda${expr.params.length === 0 ? '' : ` ${paramsText(expr.params)}`}: ${render(expr.body, LAMBDA)}`;
    case 'await':
      return `await ${render(expr.value, ATOM)}`;
    case 'yield':
      return `yield${expr.from ? ' from' : ''}${expr.value === null ? '' : ` ${render(expr.value, LAMBDA)}`}`;
    case 'conditional':
      return `${render(expr.then, CONDITIONAL + 1)} if ${render(expr.test, CONDITIONAL + 1)} else ${render(expr.otherwise, CONDITIONAL)}`;
    case 'named':
      return `${expr.target} := ${render(expr.value, LAMBDA)}`;
  }
}

function list(items: readonly Expr[]): string {
  return items.map((item) => render(item, LAMBDA)).join(', ');
}

function optional(expr: Expr | null): string {
  return expr === null ? '' : render(expr, LAMBDA);
}

function argumentText(argument: Argument): string {
  const value = render(argument.value, LAMBDA);
  return argument.name === null ? argument.splat + value : `${argument.name}=${value}`;
}

function entryText(entry: { readonly key: Expr | null; readonly value: Expr }): string {
  const value = render(entry.value, LAMBDA);
  return entry.key === null ? `**${value}` : `${render(entry.key, LAMBDA)}: ${value}`;
}

/** Parameters as they would stand in a header. */
export function paramsText(params: readonly Param[]): string {
  const parts: string[] = [];
  let before: Param['kind'] | null = null;
  for (const param of params) {
    if (before === 'positional-only' && param.kind !== before) parts.push('/');
    if (param.kind === 'keyword-only' && before !== param.kind && before !== 'var-positional')
      parts.push('*');
    parts.push(paramText(param));
    before = param.kind;
  }
  if (before === 'positional-only') parts.push('/');
  return parts.join(', ');
}

function paramText(param: Param): string {
  const stars = param.kind === 'var-positional' ? '*' : param.kind === 'var-keyword' ? '**' : '';
  const annotation = param.annotation === null ? '' : `: ${render(param.annotation, LAMBDA)}`;
  return `${stars}${param.name}${annotation}${param.default === null ? '' : `=${render(param.default, LAMBDA)}`}`;
}

const BRACKETS = {
  list: ['[', ']'],
  set: ['{', '}'],
  dict: ['{', '}'],
  generator: ['(', ')'],
} as const;

function comprehensionText(expr: Extract<Expr, { kind: 'comprehension' }>): string {
  const [open, close] = BRACKETS[expr.result];
  const value = expr.value === null ? '' : `: ${render(expr.value, LAMBDA)}`;
  return `${open}${render(expr.element, NAMED)}${value}${expr.clauses.map(clauseText).join('')}${close}`;
}

function clauseText(clause: ComprehensionClause): string {
  if (clause.kind === 'if') return ` if ${render(clause.test, CONDITIONAL + 1)}`;
  const iterable = render(clause.iterable, CONDITIONAL + 1);
  return `${clause.isAsync ? ' async' : ''} for ${render(clause.target, LAMBDA)} in ${iterable}`;
}

/** Strings in double quotes; in f- and t-strings the expressions stand in their places. */
function stringText(expr: StringExpr): string {
  const prefix = expr.format + (expr.bytes ? 'b' : '');
  if (expr.format === '') return prefix + JSON.stringify(expr.value);
  let part = 0;
  const text = JSON.stringify(expr.value).replaceAll('{}', (hole) => {
    const value = expr.parts[part];
    part += 1;
    return value === undefined ? hole : `{${render(value, LAMBDA)}}`;
  });
  return prefix + text;
}
