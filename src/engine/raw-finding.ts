import type { Finding } from '../domain/finding.ts';
import type { SuppressionTarget } from '../domain/suppression.ts';
import type { LoadedRule } from './loaded-rule.ts';

/** A finding before base and head are compared: it has no status and no fingerprint yet. */
export interface RawFinding extends Omit<Finding, 'rule' | 'dimension' | 'fingerprint'> {
  readonly rule: LoadedRule;
  /** What the fingerprint is made of besides rule, path and symbol. */
  readonly context: string;
  /** Tells findings with equal context apart when two trees are compared. */
  readonly exact: string;
  /** Canonical name of what is called there, whatever the module calls it; null for anything but a call. */
  readonly called: string | null;
  readonly weight: number;
  /** Said by a `change` listener or the guard ledger: there is nothing in base to compare it with. */
  readonly ofChange: boolean;
  /** Lines that a suppression may speak for, and the file they are in when that is not `path`. */
  readonly target: Omit<SuppressionTarget, 'rule'> & { readonly path?: string };
}

/** Key for sorting: the order in which findings are shown. */
export function sortKey(finding: RawFinding): readonly (string | number)[] {
  return [
    finding.path,
    finding.line,
    finding.column,
    finding.rule.id,
    finding.message,
    finding.side,
  ];
}
