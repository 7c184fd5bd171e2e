import { blocksByWords, blocksEventLoop, defineRule, inThread } from '#rule-kit';

export default defineRule({
  title: 'Blocking SDK call in async code',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    blocking:
      '`{call}` waits for a remote service and blocks the event loop inside `async def {function}`.',
  },
  library: 'the async client of the same SDK',
  create({ knowledge, report }) {
    return {
      call(call) {
        const isKnown = blocksEventLoop(call, 'sdk', knowledge);
        if (!isKnown && !blocksByWords(call, knowledge)) return;
        const params = { call: call.text, function: call.function?.name ?? '' };
        const confidence = isKnown ? 'high' : 'medium';
        report(call, 'blocking', params, { confidence, fixCode: inThread(call) });
      },
    };
  },
});
