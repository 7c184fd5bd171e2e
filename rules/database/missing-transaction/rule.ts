import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Writes that lost their transaction',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{function}` no longer runs in a transaction: `{guard}` is gone.',
  },
  guards: ['transaction'],
  library: 'async with session.begin(), transaction.atomic, or a unit of work',
  create() {
    return {};
  },
});
