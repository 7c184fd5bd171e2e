import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Queue without a bound',
  severity: 'low',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{function}` makes a queue that grows without limit: `{guard}` is gone.',
    'guard-weakened': '`{function}` lets much more pile up: `{guard}` has become `{now}`.',
  },
  guards: ['bound'],
  speaksFor: ({ guard }) => guard.subject.startsWith('queue of '),
  library: 'Queue(maxsize=…) and an answer for the caller when it is full',
  create() {
    return {};
  },
});
