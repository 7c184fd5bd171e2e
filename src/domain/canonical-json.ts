import { createHash } from 'node:crypto';
import { compareText } from './order.ts';

/** JSON with sorted keys and no white space: equal values give equal bytes. Members that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value));
}

/** Our values are shallow (a Review is six levels deep), so recursion is bounded. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const sorted: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of Object.entries(value).sort(([a], [b]) => compareText(a, b))) {
    sorted[key] = sortKeys(member);
  }
  return sorted;
}

/** SHA-256 of a text in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
