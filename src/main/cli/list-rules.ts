import { canonicalJson } from '../../domain/canonical-json.ts';
import { sortedBy } from '../../domain/order.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { loadRulePages } from '../wiring/rules.ts';
import { say } from './terminal.ts';

/** Prints every rule, by dimension. */
export async function listRules(format: 'text' | 'json'): Promise<number> {
  const rules = await loadRulePages();
  const sorted = sortedBy(rules, (rule) => [rule.dimension, rule.id]);
  say(format === 'json' ? `${canonicalJson(sorted.map(entryOf))}\n` : tableOf(sorted));
  return 0;
}

function entryOf(rule: LoadedRule): object {
  const { title, severity, precision, status, scope, defaultOff, options } = rule.definition;
  return {
    id: rule.id,
    dimension: rule.dimension,
    title,
    severity,
    precision,
    stage: status.stage,
    since: status.since,
    scope,
    enabled: defaultOff !== true,
    formerIds: rule.formerIds,
    options: options ?? {},
  };
}

function tableOf(rules: readonly LoadedRule[]): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const lines: string[] = [];
  let dimension: string | null = null;
  for (const rule of rules) {
    if (rule.dimension !== dimension) {
      if (dimension !== null) lines.push('');
      lines.push(rule.dimension);
      dimension = rule.dimension;
    }
    const { title, severity, defaultOff } = rule.definition;
    const off = defaultOff === true ? ' (off by default)' : '';
    lines.push(`  ${rule.id.padEnd(width)}  ${severity.padEnd(8)}  ${title}${off}`);
  }
  return `${lines.join('\n')}\n`;
}
