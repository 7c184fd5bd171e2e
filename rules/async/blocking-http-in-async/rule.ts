import { blocksEventLoop, defineRule, inThread } from '#rule-kit';

export default defineRule({
  title: 'Blocking HTTP call in async code',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    blocking: '`{call}` blocks the event loop inside `async def {function}`.',
  },
  library: 'httpx.AsyncClient or aiohttp.ClientSession',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (!blocksEventLoop(call, 'http', knowledge)) return;
        const params = { call: call.text, function: call.function?.name ?? '' };
        report(call, 'blocking', params, { fixCode: inThread(call) });
      },
    };
  },
});
