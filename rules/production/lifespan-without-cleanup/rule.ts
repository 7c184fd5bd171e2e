import { defineRule } from '#rule-kit';

/** Speaks for guards that a change takes away; the ledger finds them, follows moves and places them. */
export default defineRule({
  title: 'Nothing is shut down when the service stops',
  severity: 'medium',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'change',
  messages: {
    'guard-removed':
      'When the service stops, {subject} is cut off where it stands: `{guard}` is gone.',
  },
  guards: ['shutdown'],
  library: 'lifespan with AsyncExitStack or try/finally; add_signal_handler for SIGTERM',
  create() {
    return {};
  },
});
