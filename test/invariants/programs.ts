import fc from 'fast-check';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import type { Files } from '../support/source-tree.ts';
import { fakeRule } from '../unit/engine/fake-rule.ts';

/** Small Python programs, their edits, and rules that find something in them. */
const STATEMENTS = [
  'danger(order)',
  'danger(order, 2)',
  'risk = order.total',
  'peril(order)',
  'for line in order.lines:\n        danger(line)',
  'with open(order) as handle:\n        peril(handle)',
  'return order',
  'pass',
];

interface Fn {
  readonly name: string;
  readonly body: readonly string[];
}

const fn: fc.Arbitrary<Fn> = fc.record({
  name: fc.constantFrom('pay', 'refund', 'ship', 'cancel', 'notify'),
  body: fc.array(fc.constantFrom(...STATEMENTS), { minLength: 1, maxLength: 5 }),
});

const moduleText = fc
  .uniqueArray(fn, { selector: ({ name }) => name, minLength: 0, maxLength: 4 })
  .map((functions) => functions.map(functionText).join('\n\n'));

function functionText({ name, body }: Fn): string {
  return `def ${name}(order):\n${body.map((line) => `    ${line}`).join('\n')}\n`;
}

/** A tree of one to four modules. */
export const files: fc.Arbitrary<Files> = fc.dictionary(
  fc.constantFrom('app/orders.py', 'app/billing.py', 'app/api.py', 'shop.py'),
  moduleText,
  { minKeys: 1, maxKeys: 4, noNullPrototype: true },
);

/** Two versions of a tree: files are changed, added, deleted and renamed. */
export const change: fc.Arbitrary<{ readonly base: Files; readonly head: Files }> = fc
  .tuple(files, files, fc.constantFrom('edit', 'rename', 'keep'))
  .map(([base, other, how]) => ({ base, head: headOf(base, other, how) }));

function headOf(base: Files, other: Files, how: string): Files {
  if (how === 'edit') return { ...base, ...other };
  if (how === 'keep') return { ...base };
  return Object.fromEntries(
    Object.entries(base).map(([path, text]) => [path.replace('app/', 'lib/'), text]),
  );
}

function callRule(id: string, name: string, severity: 'critical' | 'medium'): LoadedRule {
  return fakeRule(id, {
    severity,
    create: ({ report }) => ({
      call(call) {
        if (call.text === name) report(call, 'found', { text: call.text });
      },
    }),
  });
}

export const rules: readonly LoadedRule[] = [
  callRule('danger-call', 'danger', 'medium'),
  callRule('peril-call', 'peril', 'critical'),
];

/** Every line of a tree, as `path:line`. */
export function linesOf(tree: Files): { readonly path: string; readonly line: number }[] {
  return Object.entries(tree).flatMap(([path, text]) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((_, index) => ({ path, line: index + 1 })),
  );
}

/** The tree with a line put in before line `line` of a file. */
export function withLine(
  tree: Files,
  at: { readonly path: string; readonly line: number },
  text: string,
): Files {
  const lines = (tree[at.path] ?? '').split('\n');
  const indent = /^\s*/u.exec(lines[at.line - 1] ?? '')?.[0] ?? '';
  lines.splice(at.line - 1, 0, text === '' ? '' : `${indent}${text}`);
  return { ...tree, [at.path]: lines.join('\n') };
}
