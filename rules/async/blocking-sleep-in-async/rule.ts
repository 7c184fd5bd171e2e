import { argumentTexts, blocksEventLoop, defineRule } from '#rule-kit';

export default defineRule({
  title: 'Blocking sleep in async code',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    blocking: '`{call}` stops the whole event loop inside `async def {function}`.',
  },
  library: 'asyncio.sleep',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (!blocksEventLoop(call, 'sleep', knowledge)) return;
        const params = { call: call.text, function: call.function?.name ?? '' };
        report(call, 'blocking', params, {
          fixCode: `await asyncio.sleep(${argumentTexts(call).join(', ')})`,
        });
      },
    };
  },
});
