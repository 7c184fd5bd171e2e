import type { Unjudged } from '../domain/review.ts';
import { counted, listed } from './words.ts';

const NAMES: Readonly<Record<string, string>> = {
  config: 'configuration file',
  example: 'example',
  generated: 'generated file',
  migration: 'migration',
  script: 'script',
  source: 'source file',
  stub: 'stub',
  test: 'test file',
  vendored: 'vendored file',
};

/** `Left out, as no rule judges them: 2 test files and 1 script.` Empty when there are none. */
export function unjudgedSentence(unjudged: readonly Unjudged[]): string {
  if (unjudged.length === 0) return '';
  const parts = unjudged.map(({ kind, files }) => counted(files, NAMES[kind] ?? `${kind} file`));
  return `Left out, as no rule judges them: ${listed(parts)}.`;
}
