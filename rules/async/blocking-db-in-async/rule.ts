import { blocksEventLoop, defineRule, inThread, runsAtStart } from '#rule-kit';

export default defineRule({
  title: 'Blocking database call in async code',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    blocking:
      '`{call}` waits for the database and blocks the event loop inside `async def {function}`.',
  },
  library: 'an async driver: AsyncSession with asyncpg, psycopg 3, motor',
  create({ knowledge, report }) {
    return {
      call(call) {
        if (!blocksEventLoop(call, 'database', knowledge)) return;
        if (call.function !== null && runsAtStart(call.function)) return;
        const params = { call: call.text, function: call.function?.name ?? '' };
        report(call, 'blocking', params, { fixCode: inThread(call) });
      },
    };
  },
});
