import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Endpoint that lost its authentication',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{function}` can be reached without authentication now: `{guard}` is gone.',
  },
  guards: ['auth-dependency'],
  library: 'an authentication dependency on the route or its router',
  create() {
    return {};
  },
});
