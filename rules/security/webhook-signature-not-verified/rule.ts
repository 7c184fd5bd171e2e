import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Webhook that no longer checks its sender',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed': '`{function}` no longer verifies who sends it: `{guard}` is gone.',
  },
  guards: ['signature-check'],
  library: 'the signature check of the provider, as a dependency of the route',
  create() {
    return {};
  },
});
