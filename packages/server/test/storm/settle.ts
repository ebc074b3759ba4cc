import { setTimeout as delay } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import type { Entry } from './history.ts';

type Asked = Extract<Entry, { type: 'asked' }>;

/**
 * After the storm: everything that was asked under an Idempotency-Key is asked again, and what had got no answer twice,
 * so that what became of it is definite. Resolves when no run is at work any more.
 */
export async function settle({ api, history }: Ground): Promise<void> {
  for (const { asked, isAnswered } of lastAskedByKey(history.entries)) {
    const { operation, target, body, idempotencyKey } = asked;
    const request = {
      body,
      ...(target === null ? {} : { target }),
      ...(idempotencyKey === null ? {} : { idempotencyKey }),
    };
    for (let repeat = isAnswered ? 1 : 2; repeat > 0; repeat -= 1) {
      const answer = await api.call(operation, request);
      // One that nobody knew of would only fill the machine from here on.
      if (operation === 'createBrowserSession' && !isAnswered && repeat === 1 && answer?.status === 200) {
        await api.call('closeBrowserSession', { target: answer.body.browser_session_id });
      }
      if (operation === 'runTask' && answer?.status === 200) await untilEnded(api, answer.body.run_id);
    }
  }
}

function lastAskedByKey(entries: readonly Entry[]): { asked: Asked; isAnswered: boolean }[] {
  const answered = new Set(entries.flatMap(entry => (entry.type === 'answered' ? entry.call : [])));
  const last = new Map<string, Asked>();
  for (const entry of entries) {
    if (entry.type === 'asked' && entry.idempotencyKey !== null) last.set(entry.idempotencyKey, entry);
  }
  return [...last.values()].map(asked => ({ asked, isAnswered: answered.has(asked.call) }));
}

async function untilEnded(api: Ground['api'], run: string): Promise<void> {
  for (let polls = 0; polls < 1200; polls += 1) {
    const answer = await api.call('getRun', { target: run });
    if (answer?.body.finished_at !== null) return;
    await delay(100);
  }
}
