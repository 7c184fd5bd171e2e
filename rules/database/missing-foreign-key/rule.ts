import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Reference without a foreign key',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed':
      '`{subject}` is no longer a foreign key: `{guard}` is gone, and the database accepts references to nothing.',
  },
  guards: ['foreign-key'],
  library: 'a foreign key, added NOT VALID and validated afterwards',
  create() {
    return {};
  },
});
