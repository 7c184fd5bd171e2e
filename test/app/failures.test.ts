import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from './service.ts';
import { completedCheck, openFix, startService, tellOf } from './service.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
}, 240_000);

afterAll(async () => {
  await service.stop();
});

const CLEAN = 'def pay(order):\n    return order\n';
const DIRTY = 'def pay(order):\n    danger(order)\n    return order\n';
const FIX = { 'app/pay.py': [CLEAN, DIRTY] } as const;

async function checksOf(repository: string): Promise<number> {
  return (await service.sim.checkRuns(`acme/${repository}`)).length;
}

describe('when GitHub fails', () => {
  it('finds the review that was posted although GitHub answered 502', async () => {
    service.sim.quirks.enable('reviewPostedBut502');
    const pull = await openFix(service, 'posted-502', FIX);
    await completedCheck(service, pull);
    expect(service.sim.quirks.fired('reviewPostedBut502')).toBe(1);
    expect(await service.sim.reviews('acme/posted-502', pull.number)).toHaveLength(1);
    expect(await tellOf(service, pull)).toHaveLength(1);
    service.sim.assertClean();
  });

  it('finds the check run that was created although GitHub answered 502', async () => {
    service.sim.quirks.enable('checkCreatedBut502');
    const pull = await openFix(service, 'check-502', FIX);
    await completedCheck(service, pull);
    expect(await checksOf('check-502')).toBe(1);
    service.sim.assertClean();
  });

  it('comes back after the secondary rate limit', async () => {
    service.sim.quirks.enable('secondaryLimit', {
      operation: 'pulls/create-review',
      retryAfter: 1,
    });
    const pull = await openFix(service, 'limited', FIX);
    await completedCheck(service, pull);
    expect(service.sim.quirks.fired('secondaryLimit')).toBe(1);
    expect(await tellOf(service, pull)).toHaveLength(1);
    expect(await checksOf('limited')).toBe(1);
  });

  it('comes back after a server error while reading', async () => {
    service.sim.quirks.enable('serverError', { operation: 'git/get-tree' });
    const pull = await openFix(service, 'read-502', FIX);
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toHaveLength(1);
    expect(await checksOf('read-502')).toBe(1);
  });

  it('reads blobs one by one when GitHub cuts the batch', async () => {
    service.sim.quirks.enable('graphqlPartial');
    const pull = await openFix(service, 'partial', { ...FIX, 'app/b.py': [CLEAN, DIRTY] });
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toHaveLength(2);
  });

  it('survives deliveries out of order', async () => {
    service.sim.quirks.enable('outOfOrder');
    const pull = await openFix(service, 'disorder', FIX);
    await pull.push({ changes: { 'app/pay.py': `# two\n${DIRTY}` }, message: 'two' });
    await completedCheck(service, pull);
    expect(await tellOf(service, pull)).toHaveLength(1);
  });
});

describe('what is no webhook of GitHub', () => {
  const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(service.lintel.webhookUrl, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': 'c0ffee00-0000-4000-8000-000000000000',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
        ...headers,
      },
    });

  it('is refused', async () => {
    expect((await post('{"secret":"text"}')).status).toBe(400);
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('x'.repeat(26 * 1024 * 1024))).status).toBe(413);
    const bare = await fetch(service.lintel.webhookUrl, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(400);
    expect((await fetch(service.lintel.webhookUrl)).status).toBe(404);
    expect(service.log.join('')).not.toContain('secret":"text');
  });
});

describe('health and metrics', () => {
  it('answer', async () => {
    const get = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`${service.lintel.url}${path}`);
      return [response.status, await response.text()];
    };
    expect(await get('/healthz')).toEqual([200, 'ok']);
    expect(await get('/readyz')).toEqual([200, 'ready']);
    const [status, text] = await get('/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(
      /lintel_deliveries_total\{event="pull_request.opened",outcome="accepted"\} \d/u,
    );
    expect(text).toMatch(/lintel_findings_total\{severity="high"\} \d/u);
    expect(text).toContain('lintel_queue_waiting 0');
  });

  it('leave no secret and no source in the log', () => {
    const log = service.log.join('');
    expect(log).not.toContain('danger(order)');
    expect(log).not.toMatch(/ghs_[A-Za-z0-9]/u);
    expect(log).not.toContain('PRIVATE KEY');
  });
});
