import { defineRule } from '#rule-kit';

export default defineRule({
  title: '{{title}}',
  severity: 'medium',
  precision: 'high',
  status: { stage: 'preview', since: '{{version}}' },
  scope: 'file',
  messages: {
    found: '`{call}` does what this rule is about.',
  },
  create({ knowledge, report }) {
    return {
      // Ask the model questions; unknown means silence.
      call(call) {
        if (call.name === null || !knowledge.effectsOf(call.name).includes('sleep')) return;
        report(call, 'found', { call: call.text });
      },
    };
  },
});
