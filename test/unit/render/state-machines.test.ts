import { describe, expect, test } from '@jest/globals';
import { NO_LINKS } from '../../../src/render/places.ts';
import { stateMachinesMarkdown, stateMachinesText } from '../../../src/render/state-machines.ts';
import { machine } from './sample.ts';

describe('state machines', () => {
  test('are arrows in the notation of a diff, what is looser first', () => {
    expect(stateMachinesMarkdown([machine], NO_LINKS))
      .toBe(`**\`Order.status\`** \`app/models.py:7\`

States added: \`refunded\`.

\`\`\`diff
! any state → cancelled     cancel, app/orders.py:44 (was only from new)
+ paid, shipped → refunded  refund, app/orders.py:30
- paid → closed             was close, app/orders.py:50
  new → paid                pay, app/orders.py:12
\`\`\``);
  });

  test('in a terminal', () => {
    expect(stateMachinesText([machine]).slice(0, 3)).toEqual([
      '  Order.status (app/models.py:7)',
      '    States added: refunded.',
      '    ! any state → cancelled     cancel, app/orders.py:44 (was only from new)',
    ]);
  });

  test('of a new machine nothing is marked', () => {
    const isNew = {
      ...machine,
      isNew: true,
      statesAdded: [],
      transitions: machine.transitions.slice(1, 2),
    };
    expect(stateMachinesMarkdown([isNew], NO_LINKS)).toContain(
      ' is new\n\n```diff\n  paid, shipped → refunded  refund',
    );
  });

  test('are bounded, and no text of the code leaves its line or the block', () => {
    const [first] = machine.transitions;
    const hostile = Array.from({ length: 40 }, (_, index) => ({
      ...(first ?? machine.transitions[0]),
      to: `\n\`\`\`\n@everyone ${index} ${'x'.repeat(100)}`,
    }));
    const markdown = stateMachinesMarkdown(
      [
        {
          ...machine,
          transitions: hostile.filter((row) => 'from' in row) as typeof machine.transitions,
        },
      ],
      NO_LINKS,
    );
    const lines = markdown.split('\n');
    expect(lines.filter((line) => line.includes('→')).length).toBe(16);
    expect(lines.at(-2)).toBe('  and 24 more');
    expect(lines.filter((line) => /^\s{0,3}`{3,}/u.test(line))).toEqual(['````diff', '````']);
  });
});
