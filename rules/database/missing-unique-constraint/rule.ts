import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Column that is no longer unique',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{subject}` is no longer unique in the database: `{guard}` is gone.',
  },
  guards: ['unique-constraint'],
  library: 'a unique constraint, built concurrently',
  create() {
    return {};
  },
});
