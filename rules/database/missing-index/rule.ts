import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Query without an index',
  severity: 'low',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed':
      '`{subject}` has no index any more, and queries still choose or order rows by it: `{guard}` is gone.',
  },
  guards: ['index'],
  library: 'an index, built CONCURRENTLY',
  create() {
    return {};
  },
});
