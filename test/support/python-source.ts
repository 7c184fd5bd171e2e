import fc from 'fast-check';

/** Generated Python: small modules that use most of the language, always valid. */

const name = fc.constantFrom(
  'a',
  'bb',
  'session',
  'self',
  'importer',
  'from_',
  'a_long_name_of_some_thing',
);

const literal = fc.constantFrom(
  '1',
  '2.5',
  'None',
  '...',
  '"text"',
  "'import q'",
  'b"x"',
  'r"\\d"',
  '"""a\n import b"""',
  'f"{a}-{bb!r:>{session}}"',
);

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      name,
      literal,
      fc.tuple(inner, name).map(([object, attribute]) => `(${object}).${attribute}`),
      fc.tuple(name, name).map(([object, attribute]) => `${object}.${attribute}`),
      fc
        .tuple(name, fc.array(inner, { maxLength: 3 }))
        .map(([callee, args]) => `${callee}(${args.join(', ')})`),
      fc
        .tuple(name, name, inner)
        .map(([callee, key, value]) => `${callee}(${key}=${value}, *a, **bb)`),
      fc
        .tuple(
          inner,
          fc.constantFrom('+', '-', '*', '**', '%', '|', 'and', 'or', '<', 'not in', 'is not'),
          inner,
        )
        .map((parts) => `(${parts.join(' ')})`),
      fc.array(inner, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.tuple(inner, inner).map(([key, value]) => `{${key}: ${value}}`),
      fc
        .tuple(inner, name, inner)
        .map(([element, target, iterable]) => `[${element} for ${target} in ${iterable}]`),
      fc
        .tuple(inner, inner, inner)
        .map(([then, test, otherwise]) => `(${then} if ${test} else ${otherwise})`),
      fc.tuple(name, inner).map(([param, body]) => `(lambda ${param}: ${body})`),
      fc.tuple(name, inner, inner).map(([object, lower, upper]) => `${object}[${lower}:${upper}]`),
      fc.tuple(name, inner).map(([target, value]) => `(${target} := ${value})`),
    ),
  };
});

const importLine = fc.oneof(
  fc.constantFrom(
    'import os',
    'import a.b as c, d',
    'from . import x',
    'from ..p.q import (r,\n        s as t)',
    'from m import *',
    'from m import n; import o',
  ),
);

const simple = fc.oneof(
  expression,
  importLine,
  fc.tuple(name, expression).map(([target, value]) => `${target} = ${value}`),
  fc.tuple(name, expression).map(([target, value]) => `${target}: int = ${value}`),
  fc.tuple(name, expression).map(([target, value]) => `${target} += ${value}`),
  fc.constantFrom('pass', 'raise', 'del a', 'assert a, "b"', 'global a'),
);

type Lines = readonly string[];

const { block } = fc.letrec<{ block: Lines }>((tie) => {
  const body = tie('block').map(indented);
  return {
    block: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.array(simple, { minLength: 1, maxLength: 3 }),
      fc
        .tuple(expression, body, body)
        .map(([test, then, otherwise]) => [`if ${test}:`, ...then, 'else:', ...otherwise]),
      body.map((lines) => ['if TYPE_CHECKING:', ...lines]),
      body.map((lines) => ['if x:', '    pass', 'elif typing.TYPE_CHECKING:', ...lines]),
      fc
        .tuple(
          body,
          fc.constantFrom('ImportError', '(KeyError, ModuleNotFoundError) as e', 'ValueError', ''),
          body,
        )
        .map(([attempt, type, handler]) => ['try:', ...attempt, `except ${type}:`, ...handler]),
      fc.tuple(name, body).map(([target, lines]) => [`for ${target} in bb:`, ...lines]),
      fc
        .tuple(expression, body)
        .map(([context, lines]) => [`with ${context} as a, suppress(ImportError):`, ...lines]),
      fc
        .tuple(name, expression, body)
        .map(([defined, value, lines]) => [
          '@a.b',
          `def ${defined}(a, /, bb=${value}, *c, **d):`,
          ...lines,
        ]),
      fc
        .tuple(name, body)
        .map(([defined, lines]) => [`async def ${defined}(self):`, '    await a', ...lines]),
      fc
        .tuple(name, body)
        .map(([defined, lines]) => [`class ${defined}(a.B, metaclass=M):`, ...lines]),
      fc
        .tuple(name, body)
        .map(([subject, lines]) => [`match ${subject}:`, ...indented(['case [1, q]:', ...lines])]),
    ),
  };
});

function indented(lines: Lines): Lines {
  return lines.map((line) => `    ${line}`);
}

/** The lines of a valid module. A line may hold line breaks inside brackets and strings. */
export const pythonLines: fc.Arbitrary<Lines> = fc
  .array(block, { maxLength: 5 })
  .map((blocks) => blocks.flat());
