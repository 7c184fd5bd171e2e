/** What is known of a state at a place in the code: which values it may have there. Absent means that nothing looked at it. */
export type Narrowed =
  | { readonly kind: 'one-of' | 'none-of'; readonly states: ReadonlySet<string> }
  | { readonly kind: 'unknown' };

/** By the text of what holds the state: `order.status`. */
export type Known = ReadonlyMap<string, Narrowed>;

export const UNKNOWN: Narrowed = { kind: 'unknown' };

export function oneOf(states: Iterable<string>): Narrowed {
  return { kind: 'one-of', states: new Set(states) };
}

export function noneOf(states: Iterable<string>): Narrowed {
  return { kind: 'none-of', states: new Set(states) };
}

type States = ReadonlySet<string>;

function union(a: States, b: States): States {
  return new Set([...a, ...b]);
}

function difference(a: States, b: States): States {
  return new Set([...a].filter((state) => !b.has(state)));
}

function intersection(a: States, b: States): States {
  return new Set([...a].filter((state) => b.has(state)));
}

/** Both hold. */
export function both(a: Narrowed | undefined, b: Narrowed): Narrowed {
  if (a === undefined || a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === 'none-of' && b.kind === 'none-of') return noneOf(union(a.states, b.states));
  if (a.kind === 'none-of') return oneOf(difference(b.states, a.states));
  if (b.kind === 'none-of') return oneOf(difference(a.states, b.states));
  return oneOf(intersection(a.states, b.states));
}

/** One of them holds. Null: any state. */
function either(a: Narrowed, b: Narrowed): Narrowed | null {
  if (a.kind === 'unknown' || b.kind === 'unknown') return UNKNOWN;
  if (a.kind === 'one-of' && b.kind === 'one-of') return oneOf(union(a.states, b.states));
  const excluded =
    a.kind === 'one-of'
      ? difference(b.states, a.states)
      : b.kind === 'one-of'
        ? difference(a.states, b.states)
        : intersection(a.states, b.states);
  return excluded.size === 0 ? null : noneOf(excluded);
}

export function withKnown(known: Known, subject: string, narrowed: Narrowed): Known {
  return new Map(known).set(subject, both(known.get(subject), narrowed));
}

/** The state was set: what was known before is gone. */
export function withSet(known: Known, subject: string, state: string | null): Known {
  return new Map(known).set(subject, state === null ? UNKNOWN : oneOf([state]));
}

/** What the name held is replaced: nothing is known of its state any more. */
export function withoutRoot(known: Known, root: string): Known {
  return new Map([...known].filter(([subject]) => !subject.startsWith(`${root}.`)));
}

/** What is known where two ways meet; null is a way that never arrives. */
export function meeting(a: Known | null, b: Known | null): Known | null {
  if (a === null || b === null) return a ?? b;
  const met = new Map<string, Narrowed>();
  for (const [subject, narrowed] of a) {
    const other = b.get(subject);
    const joined = other === undefined ? null : either(narrowed, other);
    if (joined !== null) met.set(subject, joined);
  }
  return met;
}
