import type { Verdict } from '../domain/review.ts';

const VERDICT_TITLES: Readonly<Record<Verdict, string>> = {
  'production-ready': 'Production-ready',
  'production-ready-with-fixes': 'Production-ready with fixes',
  'not-production-ready': 'Not production-ready',
};

/** The verdict as people read it. */
export function verdictTitle(verdict: Verdict): string {
  return VERDICT_TITLES[verdict];
}

/** `Critical`: severities and practices in words. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a review says that had no Python to look at; what was only deleted is none. */
export const NO_PYTHON = 'No Python file was added or changed';

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1);
  if (last === undefined) return '';
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `circuit-breaker` as `circuit breaker`: ids of practices are words joined by hyphens. */
export function spaced(id: string): string {
  return id.replaceAll('-', ' ');
}
