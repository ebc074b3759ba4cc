import type { TestServer } from '../fixtures/server.ts';
import type { Body, History, Operation } from './history.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers as they come; the checker judges them
  readonly body: any;
}

interface Request {
  readonly target?: string;
  readonly body?: Body;
  readonly idempotencyKey?: string;
}

/** The longest of all answers is a create's that starts a browser on a busy machine. */
const patienceMs = 120_000;

const routes: Readonly<Record<Operation, (target: string) => readonly [method: string, path: string]>> = {
  createBrowserSession: () => ['POST', '/v1/browser_sessions'],
  getBrowserSession: id => ['GET', `/v1/browser_sessions/${id}`],
  listBrowserSessions: () => ['GET', '/v1/browser_sessions'],
  updateBrowserSession: id => ['PATCH', `/v1/browser_sessions/${id}`],
  closeBrowserSession: id => ['POST', `/v1/browser_sessions/${id}/close`],
  createBrowserProfile: () => ['POST', '/v1/browser_profiles'],
  saveBrowserProfile: id => ['POST', `/v1/browser_profiles/${id}/save`],
  runTask: () => ['POST', '/v1/run/tasks'],
  getRun: id => ['GET', `/v1/runs/${id}`],
};

/** The API of a server that may be killed at any moment; each request and what came of it goes into the history. */
export class Api {
  readonly #server: TestServer;
  readonly #history: History;

  constructor(server: TestServer, history: History) {
    this.#server = server;
    this.#history = history;
  }

  /** `null`: no answer came. */
  async call(operation: Operation, { target, body, idempotencyKey }: Request = {}): Promise<Answer | null> {
    const history = this.#history;
    const call = history.nextCall();
    const [method, path] = routes[operation](target ?? '');
    history.add({
      type: 'asked',
      call,
      operation,
      target: target ?? null,
      body: body ?? {},
      idempotencyKey: idempotencyKey ?? null,
    });
    try {
      const response = await this.#server.fetch(path, {
        method,
        headers: {
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
        signal: AbortSignal.timeout(patienceMs),
      });
      const answer: Answer = { status: response.status, body: await response.json() };
      history.add({ type: 'answered', call, ...answer });
      return answer;
    } catch (fault) {
      history.add({ type: 'lost', call, reason: reasonOf(fault) });
      return null;
    }
  }
}

/** The cause, too: `fetch failed` says nothing by itself. */
function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause instanceof Error ? `${fault.message}: ${fault.cause.message}` : fault.message;
}
