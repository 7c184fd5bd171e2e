import { textOf } from '../../src/python/facts/expressions.ts';
import type { Expr, ModuleFacts, Stmt } from '../../src/python/facts/facts.ts';

/**
 * Facts in a short form that tests can compare with: one line a statement, nested statements indented, definitions with
 * their bodies in place.
 */
export function outlineOf(facts: ModuleFacts): string[] {
  return linesOf(facts, facts.body, '');
}

function linesOf(facts: ModuleFacts, body: readonly Stmt[], indent: string): string[] {
  return body.flatMap((statement) => statementLines(facts, statement, indent));
}

function statementLines(facts: ModuleFacts, statement: Stmt, indent: string): string[] {
  const nested = (body: readonly Stmt[]): string[] => linesOf(facts, body, `${indent}  `);
  const block = (head: string, body: readonly Stmt[]): string[] => [indent + head, ...nested(body)];
  const orelse = (body: readonly Stmt[]): string[] =>
    body.length === 0 ? [] : block('else', body);
  switch (statement.kind) {
    case 'expression':
      return [`${indent}${textOf(statement.value)}`];
    case 'assign': {
      const annotation = statement.annotation === null ? '' : `: ${textOf(statement.annotation)}`;
      const value =
        statement.value === null ? '' : ` ${statement.operator ?? '='} ${textOf(statement.value)}`;
      return [`${indent}${statement.targets.map(textOf).join(' = ')}${annotation}${value}`];
    }
    case 'return':
      return [`${indent}return ${text(statement.value)}`.trimEnd()];
    case 'raise':
      return [
        `${indent}raise ${text(statement.value)}${statement.cause === null ? '' : ` from ${text(statement.cause)}`}`,
      ];
    case 'assert':
      return [
        `${indent}assert ${textOf(statement.test)}${statement.message === null ? '' : `, ${text(statement.message)}`}`,
      ];
    case 'delete':
      return [`${indent}del ${statement.targets.map(textOf).join(', ')}`];
    case 'global':
    case 'nonlocal':
      return [`${indent}${statement.kind} ${statement.names.join(', ')}`];
    case 'pass':
    case 'break':
    case 'continue':
      return [indent + statement.kind];
    case 'if':
      return [
        ...block(`if ${textOf(statement.test)}`, statement.body),
        ...orelse(statement.orelse),
      ];
    case 'for': {
      const head = `${statement.isAsync ? 'async ' : ''}for ${textOf(statement.target)} in ${textOf(statement.iterable)}`;
      return [...block(head, statement.body), ...orelse(statement.orelse)];
    }
    case 'while':
      return [
        ...block(`while ${textOf(statement.test)}`, statement.body),
        ...orelse(statement.orelse),
      ];
    case 'with': {
      const items = statement.items.map(
        ({ context, target }) => textOf(context) + (target === null ? '' : ` as ${textOf(target)}`),
      );
      return block(`${statement.isAsync ? 'async ' : ''}with ${items.join(', ')}`, statement.body);
    }
    case 'try':
      return [
        ...block('try', statement.body),
        ...statement.handlers.flatMap((handler) => {
          const name = handler.name === null ? '' : ` as ${handler.name}`;
          const types = handler.types.map(textOf).join(', ');
          return block(`except${handler.group ? '*' : ''} ${types}${name}`.trimEnd(), handler.body);
        }),
        ...orelse(statement.orelse),
        ...(statement.finalbody.length === 0 ? [] : block('finally', statement.finalbody)),
      ];
    case 'match':
      return [
        `${indent}match ${textOf(statement.subject)}`,
        ...statement.cases.flatMap((each) => {
          const guard = each.guard === null ? '' : ` if ${textOf(each.guard)}`;
          const all = each.irrefutable ? ' (all)' : '';
          const head = `  case values [${each.values.map(textOf).join(', ')}] captures [${each.captures.join(', ')}]${guard}${all}`;
          return [indent + head, ...linesOf(facts, each.body, `${indent}    `)];
        }),
      ];
    case 'function': {
      const found = facts.functions[statement.index];
      if (found === undefined) throw new Error('a function statement without facts');
      return block(`${found.isAsync ? 'async ' : ''}def ${found.qualname}`, found.body);
    }
    case 'class': {
      const found = facts.classes[statement.index];
      if (found === undefined) throw new Error('a class statement without facts');
      return block(`class ${found.qualname}`, found.body);
    }
    case 'import':
      return [`${indent}import ${statement.indices.join(', ')}`];
    case 'type-alias':
      return [`${indent}type ${statement.name} = ${textOf(statement.value)}`];
    case 'unknown':
      return [`${indent}?${statement.reason}`];
  }
}

function text(expr: Expr | null): string {
  return expr === null ? '' : textOf(expr);
}
