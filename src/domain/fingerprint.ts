import { sha256 } from './canonical-json.ts';

/** What a finding is, whoever words it and wherever it stands. */
export interface FindingIdentity {
  readonly rule: string;
  /** Path in base when the file was renamed. */
  readonly path: string;
  readonly symbol: string;
  /** Canonical text of what is wrong: no comments, no blank lines, no formatting. */
  readonly context: string;
  /** Position among findings that are equal in everything else, from 0. */
  readonly ordinal: number;
}

/** 16 hex digits of SHA-256: identity across commits. No line number, no wording. */
export function fingerprintOf(identity: FindingIdentity): string {
  return fingerprintOfKey(identityKey(identity), identity.ordinal);
}

/** The fingerprint of the n-th finding with a key. */
export function fingerprintOfKey(key: string, ordinal: number): string {
  return sha256(`${key}\0${ordinal}`).slice(0, 16);
}

/** The identity without the ordinal: findings with the same key are told apart by it. */
export function identityKey(identity: Omit<FindingIdentity, 'ordinal'>): string {
  return [identity.rule, identity.path, identity.symbol, normalizeContext(identity.context)].join(
    '\0',
  );
}

/** White space never decides about identity. */
export function normalizeContext(context: string): string {
  return context.replace(/\s+/gu, ' ').trim();
}
