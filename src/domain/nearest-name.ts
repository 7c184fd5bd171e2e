import { compareText } from './order.ts';

/** The candidate that is most likely meant by a misspelt name; null when none comes close. */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of [...candidates].sort(compareText)) {
    if (Math.abs(candidate.length - wanted.length) > most) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= most && (best === null || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name ?? containing(wanted, candidates);
}

/** `timeout` for `http-call-without-timeout`: the one candidate that holds the name. */
function containing(wanted: string, candidates: readonly string[]): string | null {
  if (wanted.length < 4) return null;
  const found = candidates.filter((candidate) => candidate.toLowerCase().includes(wanted));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min(substituted, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
