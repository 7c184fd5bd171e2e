import { describe, expect, it } from '@jest/globals';
import { createPythonParser } from '../../../src/adapters/tree-sitter/index.ts';
import { withSuggestions } from '../../../src/application/suggestions.ts';
import { createFactsMemory } from '../../../src/application/trees/facts-memory.ts';
import { createSourceTree } from '../../../src/application/trees/source-tree.ts';
import type { ClassifiedFinding } from '../../../src/domain/finding.ts';
import { defaultConfig } from '../../../src/engine/config.ts';
import { loadEngine } from '../../../src/main/wiring/engine.ts';
import { contentsOf } from './contents.ts';
import { findingOf, reviewOf } from './findings.ts';

const parser = createPythonParser();

/** What is suggested for the call that begins at the mark `|`, when the fix is this code. */
function suggested(
  marked: string,
  code: string,
  changes: Partial<ClassifiedFinding> = {},
): string | undefined {
  const at = marked.indexOf('|');
  const lines = marked.slice(0, at).split('\n');
  const tree = createSourceTree(contentsOf({ 'app/pay.py': marked.replace('|', '') }), {
    parser,
    memory: createFactsMemory(1_000_000),
  });
  const finding = findingOf({
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    fix: `\`\`\`python\n${code}\n\`\`\`\n\nGive it a timeout.`,
    ...changes,
  });
  return withSuggestions(reviewOf([finding]), { tree, parser }).findings[0]?.suggestion;
}

describe('a suggested line', () => {
  it('is the line with an argument more, everything else as it was written', () => {
    expect(suggested("x = |get('a',  b) # c\n", 'get("a", b, timeout=10)')).toBe(
      "x = get('a',  b, timeout=10) # c",
    );
    expect(suggested('def f():\n    return |get().json()\n', 'get(timeout=10)')).toBe(
      '    return get(timeout=10).json()',
    );
    expect(suggested('x = |get(h(a))\n', 'get(h(a), timeout=10)')).toBe(
      'x = get(h(a), timeout=10)',
    );
  });

  it('is the line with another last argument', () => {
    expect(suggested('x = |get(a, timeout = None)\n', 'get(a, timeout=10)')).toBe(
      'x = get(a, timeout=10)',
    );
    expect(suggested('x = |Decimal(0.1)\n', 'Decimal("0.1")')).toBe('x = Decimal("0.1")');
  });

  it('waits where one may wait', () => {
    const inAsync = (line: string): string => `import asyncio\n\nasync def f():\n    ${line}\n`;
    expect(suggested(inAsync('|save(a)'), 'await save(a)')).toBe('    await save(a)');
    expect(suggested(inAsync('if |save(a): ...'), 'await save(a)')).toBe(
      '    if await save(a): ...',
    );
    expect(suggested(inAsync('|time.sleep(1)'), 'await asyncio.sleep(1)')).toBe(
      '    await asyncio.sleep(1)',
    );
    expect(suggested(inAsync('|save(a).x'), 'await save(a)')).toBeUndefined();
    expect(suggested(inAsync('g = lambda: |save(a)'), 'await save(a)')).toBeUndefined();
    expect(suggested('def f():\n    |save(a)\n', 'await save(a)')).toBeUndefined();
    expect(suggested('async def f(x=|save(a)):\n    ...\n', 'await save(a)')).toBeUndefined();
    expect(
      suggested('async def f():\n    |time.sleep(1)\n', 'await asyncio.sleep(1)'),
    ).toBeUndefined();
  });

  it('is not there for what is no edit of this one line', () => {
    expect(suggested('x = |get(a)\n', 'session.get(a, timeout=10)')).toBeUndefined();
    expect(suggested('x = |get(a)\n', 'with lock:\n    get(a, timeout=10)')).toBeUndefined();
    expect(suggested('x = |get(\n    a)\n', 'get(a, timeout=10)', { endLine: 2 })).toBeUndefined();
    expect(suggested('x = |get(a)\r\n', 'get(a, timeout=10)')).toBeUndefined();
    const left = { side: 'LEFT' } as const;
    expect(suggested('x = |get(a)\n', 'get(a, timeout=10)', left)).toBeUndefined();
    const inherited = { status: 'inherited' } as const;
    expect(suggested('x = |get(a)\n', 'get(a, timeout=10)', inherited)).toBeUndefined();
  });
});

describe('the installed rules', () => {
  it('suggest lines after which they are silent', async () => {
    const { reviewer } = await loadEngine();
    const source = `import asyncio
import time
from decimal import Decimal

import requests


async def notify(url):
    return None


async def pay(url):
    notify(url)
    time.sleep(1)
    price = Decimal(0.1)
    return price


def fetch(url):
    return requests.get(url)
`;
    const request = { base: contentsOf({}), config: defaultConfig, today: '2026-01-01' };
    const head = contentsOf({ 'app/pay.py': source });
    const { findings } = await reviewer.review({ ...request, head });
    const lines = source.split('\n');
    for (const { line, suggestion } of findings)
      if (suggestion !== undefined) lines[line - 1] = suggestion;
    const fixed = lines.join('\n');
    expect(fixed).toContain('    await notify(url)\n    await asyncio.sleep(1)\n');
    expect(fixed).toContain('price = Decimal("0.1")\n');
    expect(fixed).toContain('return requests.get(url, timeout=10)\n');
    const parsed = parser.parse(fixed);
    expect(parsed.ok && parsed.value.errors).toEqual([]);
    const again = await reviewer.review({
      ...request,
      head: contentsOf({ 'app/pay.py': fixed }),
    });
    const told = findings.filter(({ suggestion }) => suggestion !== undefined);
    expect(again.findings.filter(({ rule }) => told.some((each) => each.rule === rule))).toEqual(
      [],
    );
  });
});
