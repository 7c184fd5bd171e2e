import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  childrenOf,
  expressionsOf,
  statementsOf,
} from '../../../../src/python/facts/expressions.ts';
import type { Expr, ModuleFacts, Span, Stmt } from '../../../../src/python/facts/facts.ts';
import { scanImports } from '../../../../src/python/facts/import-scanner.ts';
import { outlineOf } from '../../../support/outline.ts';
import { factsOf } from '../../../support/parse.ts';
import { pythonLines } from '../../../support/python-source.ts';

const modules = pythonLines.map((lines) => `${lines.join('\n')}\n`);

/** Every definition, statement and expression with what it must lie in. */
function* nestings(facts: ModuleFacts): Generator<readonly [Span, Span]> {
  for (const owner of [...facts.functions, ...facts.classes]) {
    yield [owner, owner.nameSpan];
    for (const part of owner.decorators) yield [owner, part];
    for (const part of owner.body) yield [owner, part];
  }
  const statements: Stmt[] = [
    ...facts.body,
    ...[...facts.functions, ...facts.classes].flatMap((each) => each.body),
  ];
  for (let statement = statements.pop(); statement !== undefined; statement = statements.pop()) {
    for (const inner of statementsOf(statement)) {
      yield [statement, inner];
      statements.push(inner);
    }
    const expressions: Expr[] = [];
    for (const expr of expressionsOf(statement)) {
      yield [statement, expr];
      expressions.push(expr);
    }
    for (let expr = expressions.pop(); expr !== undefined; expr = expressions.pop()) {
      for (const inner of childrenOf(expr)) {
        yield [expr, inner];
        expressions.push(inner);
      }
    }
  }
}

describe('for every module', () => {
  test('the generator makes valid Python', () => {
    fc.assert(
      fc.property(modules, (source) => {
        expect(factsOf(source).syntaxErrors).toEqual([]);
      }),
    );
  });

  test('parts lie in their wholes and in the file', () => {
    fc.assert(
      fc.property(modules, (source) => {
        for (const [outer, inner] of nestings(factsOf(source))) {
          expect(inner.start).toBeGreaterThanOrEqual(outer.start);
          expect(inner.end).toBeLessThanOrEqual(outer.end);
          expect(inner.start).toBeLessThan(inner.end);
          expect(inner.end).toBeLessThanOrEqual(source.length);
        }
      }),
    );
  });

  test('blank lines and comments change nothing but places', () => {
    fc.assert(
      fc.property(
        pythonLines,
        fc.infiniteStream(
          fc.constantFrom('', '', '\n', '# a comment\n', '    # indented: import z\n'),
        ),
        (lines, between) => {
          const padded = lines.map((line) => `${between.next().value}${line}  # why\n`).join('');
          const plain = factsOf(`${lines.join('\n')}\n`);
          const facts = factsOf(padded);
          expect(outlineOf(facts)).toEqual(outlineOf(plain));
          expect(
            facts.imports.map(({ module, name, level, alias }) => ({ module, name, level, alias })),
          ).toEqual(
            plain.imports.map(({ module, name, level, alias }) => ({ module, name, level, alias })),
          );
        },
      ),
    );
  });

  test('the scanner finds the imports of extraction', () => {
    fc.assert(
      fc.property(modules, (source) => {
        expect(scanImports(source)).toEqual(factsOf(source).imports);
      }),
    );
  });

  test('line ends do not matter', () => {
    fc.assert(
      fc.property(modules, (source) => {
        const windows = source.replaceAll('\n', '\r\n');
        expect(outlineOf(factsOf(windows))).toEqual(outlineOf(factsOf(source)));
        expect(scanImports(windows)).toEqual(factsOf(windows).imports);
      }),
    );
  });
});

describe('for every text', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        'def f(',
        'class A:',
        ')',
        '(',
        '[',
        '{',
        '}',
        ':',
        '\n',
        '\n    ',
        '"',
        "'''",
        'f"{',
        'import a',
        'from b import (',
        '@',
        '#',
        '\\\n',
        'if x:',
        'try:',
        'except',
        'lambda',
        'yield',
        '=',
        ',',
        '\0',
        '\r',
        '\t',
        'é😀',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  );

  test('extraction and scanner neither throw nor leave the file', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const source = parts.join('');
        const facts = factsOf(source);
        for (const span of [
          ...facts.syntaxErrors,
          ...facts.imports,
          ...scanImports(source),
          ...facts.body,
        ]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(source.length);
        }
        expect(factsOf(source)).toEqual(facts);
      }),
      { numRuns: 300 },
    );
  });
});
