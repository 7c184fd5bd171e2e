import { blocksEventLoop, defineRule, inThread } from '#rule-kit';

export default defineRule({
  title: 'Blocking subprocess in async code',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    blocking:
      '`{call}` waits for another program and blocks the event loop inside `async def {function}`.',
  },
  library: 'asyncio.create_subprocess_exec',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (!blocksEventLoop(call, 'subprocess', knowledge)) return;
        const params = { call: call.text, function: call.function?.name ?? '' };
        report(call, 'blocking', params, { fixCode: inThread(call) });
      },
    };
  },
});
