import type {
  Argument,
  ComprehensionClause,
  Expr,
  Param,
  StringExpr,
} from '../python/facts/facts.ts';

/**
 * Canonical text of an expression: one spelling whatever the formatting, comments and quotes of the source.
 * Depth of facts is bounded, so recursion is safe.
 */
export function textOf(expr: Expr): string {
  switch (expr.kind) {
    case 'name':
      return expr.id;
    case 'attribute':
      return `${operand(expr.object)}.${expr.name}`;
    case 'call':
      return `${operand(expr.callee)}(${argumentsText(expr.args)})`;
    case 'string':
      return stringText(expr);
    case 'number':
      return expr.text;
    case 'constant':
      return expr.value;
    case 'unknown':
      return '…';
    case 'await':
      return `await ${operand(expr.value)}`;
    case 'starred':
      return `${expr.double ? '**' : '*'}${textOf(expr.value)}`;
    case 'named':
      return `(${expr.target} := ${textOf(expr.value)})`;
    case 'yield':
      return yieldText(expr.from, expr.value);
    default:
      return compoundText(expr);
  }
}

type Compound = Exclude<
  Expr,
  {
    readonly kind:
      | 'name'
      | 'attribute'
      | 'call'
      | 'string'
      | 'number'
      | 'constant'
      | 'unknown'
      | 'await'
      | 'starred'
      | 'named'
      | 'yield';
  }
>;

function compoundText(expr: Compound): string {
  switch (expr.kind) {
    case 'tuple':
      return expr.items.length === 1 ? `(${listText(expr.items)},)` : `(${listText(expr.items)})`;
    case 'list':
      return `[${listText(expr.items)}]`;
    case 'set':
      return `{${listText(expr.items)}}`;
    case 'dict':
      return `{${expr.entries.map(entryText).join(', ')}}`;
    case 'binary':
    case 'boolean':
      return `${operand(expr.left)} ${expr.operator} ${operand(expr.right)}`;
    case 'compare':
      return compareText(expr.operators, expr.operands);
    case 'unary':
      return `${expr.operator}${expr.operator === 'not' ? ' ' : ''}${operand(expr.operand)}`;
    case 'subscript':
      return `${operand(expr.object)}[${listText(expr.index)}]`;
    case 'slice':
      return `${optional(expr.lower)}:${optional(expr.upper)}${expr.step === null ? '' : `:${textOf(expr.step)}`}`;
    case 'lambda':
      return `lambda ${expr.params.map(paramText).join(', ')}: ${textOf(expr.body)}`;
    case 'comprehension':
      return comprehensionText(
        expr.result,
        `${textOf(expr.element)}${pairText(expr.value)}`,
        expr.clauses,
      );
    case 'conditional':
      return `${operand(expr.then)} if ${operand(expr.test)} else ${operand(expr.otherwise)}`;
  }
}

/** An operand with parentheses where reading would otherwise change. */
function operand(expr: Expr): string {
  const text = textOf(expr);
  switch (expr.kind) {
    case 'binary':
    case 'boolean':
    case 'compare':
    case 'unary':
    case 'conditional':
    case 'lambda':
    case 'await':
    case 'yield':
      return `(${text})`;
    default:
      return text;
  }
}

function listText(items: readonly Expr[]): string {
  return items.map(textOf).join(', ');
}

function optional(expr: Expr | null): string {
  return expr === null ? '' : textOf(expr);
}

function pairText(value: Expr | null): string {
  return value === null ? '' : `: ${textOf(value)}`;
}

function entryText(entry: { readonly key: Expr | null; readonly value: Expr }): string {
  return entry.key === null
    ? `**${textOf(entry.value)}`
    : `${textOf(entry.key)}: ${textOf(entry.value)}`;
}

/** Arguments as they would be written in a call. */
export function argumentsText(args: readonly Argument[]): string {
  return args
    .map((arg) => `${arg.splat}${arg.name === null ? '' : `${arg.name}=`}${textOf(arg.value)}`)
    .join(', ');
}

function compareText(operators: readonly string[], operands: readonly Expr[]): string {
  return operands
    .map((item, i) => (i === 0 ? operand(item) : `${operators[i - 1] ?? ''} ${operand(item)}`))
    .join(' ');
}

function paramText(param: Param): string {
  const stars = param.kind === 'var-positional' ? '*' : param.kind === 'var-keyword' ? '**' : '';
  return `${stars}${param.name}${param.default === null ? '' : `=${textOf(param.default)}`}`;
}

function comprehensionText(
  result: 'list' | 'set' | 'dict' | 'generator',
  element: string,
  clauses: readonly ComprehensionClause[],
): string {
  const brackets = { list: '[]', set: '{}', dict: '{}', generator: '()' }[result];
  const rest = clauses.map((clause) =>
    clause.kind === 'if'
      ? ` if ${textOf(clause.test)}`
      : `${clause.isAsync ? ' async' : ''} for ${textOf(clause.target)} in ${textOf(clause.iterable)}`,
  );
  return `${brackets[0] ?? ''}${element}${rest.join('')}${brackets[1] ?? ''}`;
}

function yieldText(from: boolean, value: Expr | null): string {
  return `yield${from ? ' from' : ''}${value === null ? '' : ` ${textOf(value)}`}`;
}

function stringText(expr: StringExpr): string {
  const prefix = `${expr.bytes ? 'b' : ''}${expr.format}`;
  const parts = [...expr.parts];
  const value =
    expr.format === ''
      ? expr.value
      : expr.value.replaceAll('{}', () => {
          const part = parts.shift();
          return part === undefined ? '{}' : `{${textOf(part)}}`;
        });
  return `${prefix}'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
