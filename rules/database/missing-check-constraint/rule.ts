import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Amount that the database does not check',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{subject}` is no longer checked by the database: `{guard}` is gone.',
  },
  guards: ['check-constraint'],
  library: 'a CHECK constraint, added NOT VALID and validated afterwards',
  create() {
    return {};
  },
});
