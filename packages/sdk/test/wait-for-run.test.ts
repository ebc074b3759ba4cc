import { describe, expect, it } from 'vitest';
import {
  Berth,
  BerthAbortError,
  BerthConnectionError,
  BerthTimeoutError,
  NotFoundError,
} from '../src/index.ts';
import { inTurn, startApi } from './fixtures/api.ts';

const run = (status: string) => ({ body: { run_id: 'tsk_1', status } });
const task = { prompt: 'Log in', waitForCompletion: true };

describe('waitForCompletion', () => {
  it('returns within a second of the end of the run', async () => {
    let endsAt = Number.POSITIVE_INFINITY;
    const api = await startApi(({ method, at }) => {
      if (method === 'POST') endsAt = at + 1_300;
      return run(at >= endsAt ? 'completed' : 'running');
    });
    const answer = await new Berth({ baseUrl: api.url, apiKey: 'key' }).runTask(task);
    expect(answer.status).toBe('completed');
    expect(performance.now() - endsAt).toBeLessThan(1_000);
    expect(api.received.length).toBeLessThan(9);
  });

  it('does not poll a run that has ended already', async () => {
    const api = await startApi(() => run('completed'));
    await new Berth({ baseUrl: api.url, apiKey: 'key' }).runTask(task);
    expect(api.received).toHaveLength(1);
  });

  it.each(['failed', 'terminated', 'timed_out', 'canceled'])('returns a run that is %s', async status => {
    const api = await startApi(inTurn(run('created'), run(status)));
    const answer = await new Berth({ baseUrl: api.url, apiKey: 'key' }).runTask(task);
    expect(answer.status).toBe(status);
  });

  it('comes back at once without it', async () => {
    const api = await startApi(() => run('created'));
    const answer = await new Berth({ baseUrl: api.url, apiKey: 'key' }).runTask({ prompt: 'Log in' });
    expect(answer.status).toBe('created');
    expect(api.received).toHaveLength(1);
  });

  it('polls with the options of the call', async () => {
    const api = await startApi(inTurn(run('queued'), run('running'), run('completed')));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'client' });
    await berth.runTask(task, { apiKey: 'call', headers: { 'x-team': 'billing' } });
    expect(api.received.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
    for (const { headers } of api.received) {
      expect(headers).toMatchObject({ 'x-api-key': 'call', 'x-team': 'billing' });
    }
  });

  it('names the run when its time is up, on time even while a poll hangs', async () => {
    const api = await startApi(({ method }) => (method === 'POST' ? run('running') : 'hang'));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    const start = performance.now();
    const error = await berth.runTask({ ...task, timeout: 0.4 }).catch(error => error);
    expect(performance.now() - start).toBeLessThan(900);
    expect(error).toBeInstanceOf(BerthTimeoutError);
    expect(error).toMatchObject({ runId: 'tsk_1', message: expect.stringContaining('tsk_1') });
  });

  it('ends at once when it is aborted', async () => {
    const controller = new AbortController();
    const api = await startApi(({ method }) => {
      if (method === 'GET') setTimeout(() => controller.abort('enough'), 20);
      return run('running');
    });
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    const error = await berth.runTask(task, { abortSignal: controller.signal }).catch(error => error);
    expect(error).toBeInstanceOf(BerthAbortError);
    expect(error.cause).toBe('enough');
    expect(api.received).toHaveLength(2);
  });

  it('outlives a poll that fails, and throws one that cannot succeed', async () => {
    const unavailable = { status: 503, headers: { 'retry-after': '0' } };
    const api = await startApi(
      inTurn(run('running'), unavailable, 'reset', run('running'), {
        status: 404,
        body: { code: 'run_not_found' },
      }),
    );
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    await expect(berth.runTask(task)).rejects.toBeInstanceOf(NotFoundError);
    expect(api.received).toHaveLength(5);
  });

  it('does not start a run twice when the answer to the first start was lost', async () => {
    const api = await startApi(() => 'reset');
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    await expect(berth.runTask(task)).rejects.toBeInstanceOf(BerthConnectionError);
    expect(api.received).toHaveLength(3);
    expect(new Set(api.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('refuses a timeout that is none', async () => {
    const berth = new Berth({ apiKey: 'key' });
    await expect(berth.runTask({ ...task, timeout: 0 })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
