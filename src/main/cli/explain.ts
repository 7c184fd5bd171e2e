import { nearestName } from '../../domain/nearest-name.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { withCaptionedFences } from '../../engine/message-text.ts';
import { loadRulePages } from '../wiring/rules.ts';
import { failed } from './failed.ts';
import { say } from './terminal.ts';

/** Prints the page of a rule; former ids lead to the present one. */
export async function explain(name: string): Promise<number> {
  const rules = await loadRulePages();
  const rule = rules.find(({ id, formerIds }) => id === name || formerIds.includes(name));
  if (rule === undefined) {
    const nearest = nearestName(
      name,
      rules.map(({ id }) => id),
    );
    const hint = nearest === null ? 'See lintel rules.' : `Did you mean ${nearest}?`;
    return failed({ message: `There is no rule ${name}. ${hint}` });
  }
  say(`${pageOf(rule)}\n`);
  return 0;
}

function pageOf(rule: LoadedRule): string {
  const { severity, precision, status } = rule.definition;
  const facts = `${rule.dimension}/${rule.id} · severity ${severity} · precision ${precision} · ${status.stage} since ${status.since}`;
  const [title = '', ...rest] = withCaptionedFences(rule.page.markdown).trimEnd().split('\n');
  return [title, '', facts, ...rest].join('\n');
}
