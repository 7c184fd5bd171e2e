import { expect, it } from '@jest/globals';
import { createLogger } from '../../../src/adapters/logging/logger.ts';
import { queueErrorsTo } from '../../../src/main/wiring/queue-errors.ts';

it('troubles of the queue are told now and then, with how often they came', () => {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  let now = 0;
  const tell = queueErrorsTo(createLogger({ level: 'info', format: 'json', destination }), {
    now: () => new Date(now),
  });
  for (now = 0; now < 30_000; now += 500)
    for (const worker of ['a', 'b'])
      tell(new Error(`refused (Queue: review-pull-request, Worker: ${worker})`));
  tell(new Error('something else'));
  now = 30_000;
  tell(new Error('refused (Queue: review-pull-request, Worker: a)'));
  expect(written.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { msg: 'queue', repeated: 0, err: { message: expect.stringContaining('refused') } },
    { repeated: 0, err: { message: 'something else' } },
    { repeated: 119, err: { message: expect.stringContaining('refused') } },
  ]);
});
