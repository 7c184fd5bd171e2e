import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Work that is done twice when it is asked for twice',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{function}` does its work again when it is called again: {guard} is gone.',
  },
  guards: ['idempotency-check'],
  speaksFor: ({ guard }) => guard.subject === 'event',
  library: 'a unique id of the event, stored in the transaction of its work',
  create() {
    return {};
  },
});
