import { createPythonParser } from '../src/adapters/tree-sitter/index.ts';
import { extractFacts } from '../src/python/facts/extract.ts';
import { scanImports } from '../src/python/facts/import-scanner.ts';
import type { Figure } from './figures.ts';
import { median, milliseconds, ratio, timed } from './figures.ts';

const SIZE = 50_000;

/** Shapes that have broken parsers and tools before. */
const SHAPES: Readonly<Record<string, (n: number) => string>> = {
  'nested parentheses': (n) => '('.repeat(n) + ')'.repeat(n),
  'unclosed brackets': (n) => '['.repeat(n),
  'chain of calls': (n) => `a${'.b()'.repeat(n)}`,
  'sum of names': (n) => `x = a${' + a'.repeat(n)}`,
  'nested lambdas': (n) => `${'lambda: '.repeat(n)}1`,
  'strings side by side': (n) => `x = (\n${'"a"\n'.repeat(n)})`,
  'one long f-string': (n) => `x = f"${'{a}'.repeat(n)}"`,
  'many small functions': (n) => 'def f():\n    return 1\n'.repeat(n / 5),
  'many blocks': (n) => 'if a:\n    b\n'.repeat(n / 5),
  'random characters': (n) => garbage(n * 10),
  'minified script': (n) => 'function a(b){return {c:[1,2,3].map(x=>x+1)}};'.repeat(n / 25),
};

/** P8: hostile files are linear and bounded, and the process lives. */
export async function hostile(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, make] of Object.entries(SHAPES)) {
    const once = await timeOf(make(SIZE));
    const twice = await timeOf(make(SIZE * 2));
    figures.push({
      budget: 'P8',
      what: `${name}, twice the size takes ${ratio(twice / once)}`,
      value: milliseconds(twice),
      target: '2 s and 2.3 x',
    });
  }
  return figures;
}

async function timeOf(source: string): Promise<number> {
  const parser = createPythonParser();
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    times.push(
      await timed(() => {
        scanImports(source);
        const parsed = parser.parse(source);
        if (parsed.ok) extractFacts(parsed.value);
      }),
    );
    await parser.releaseMemory();
  }
  return median(times);
}

/** The same characters every time: a linear congruential generator. */
function garbage(length: number): string {
  let state = 1;
  let text = '';
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    text += String.fromCharCode(32 + (state % 95));
  }
  return text;
}
