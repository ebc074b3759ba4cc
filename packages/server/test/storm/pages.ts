import { setTimeout as delay } from 'node:timers/promises';
import { type CdpClient, type CdpMessage, openCdp } from '../fixtures/cdp-client.ts';
import type { TestServer } from '../fixtures/server.ts';

const patienceMs = 60_000;

/** The connection broke before the answer came, or there is no browser to connect to. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** A client's connection to the browser of one session, through the gateway. */
export class Pages {
  readonly #client: CdpClient;
  readonly #broken: Promise<never>;
  readonly #attached = new Map<string, string>();

  private constructor(client: CdpClient) {
    this.#client = client;
    this.#broken = client.closed.then(code => Promise.reject(new ConnectionLost(`closed with ${code}`)));
    this.#broken.catch(() => undefined);
  }

  /** Connects, does the work, closes. Rejects with `ConnectionLost` when the server or the browser goes meanwhile. */
  static async use<Result>(
    { server, session }: { server: TestServer; session: string },
    work: (pages: Pages) => Promise<Result>,
  ): Promise<Result> {
    const address = `${server.origin}/cdp/${session}`;
    const opening = openCdp(address, server.key).catch((fault: unknown) => {
      throw new ConnectionLost(String(fault));
    });
    const pages = new Pages(await inTime(opening));
    try {
      return await work(pages);
    } finally {
      pages.#client.close();
    }
  }

  /** The pages that are open, by target. */
  async list(): Promise<readonly { readonly targetId: string; readonly url: string }[]> {
    const { result } = await this.command('Target.getTargets');
    return result.targetInfos.filter((target: { type: string }) => target.type === 'page');
  }

  async open(url: string): Promise<string> {
    return (await this.command('Target.createTarget', { url })).result.targetId;
  }

  /** Resolves with where the page is then. */
  async navigate(targetId: string, url: string): Promise<string> {
    const { result } = await this.command('Page.navigate', { url }, await this.#attach(targetId));
    if (result.errorText !== undefined) throw new Error(`${url}: ${result.errorText}`);
    return await this.evaluate(targetId, 'location.href');
  }

  /** Resolves with what the expression is worth in the page; promises are awaited. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the expression is worth
  async evaluate(targetId: string, expression: string): Promise<any> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await this.command('Runtime.evaluate', params, await this.#attach(targetId));
    if (result.exceptionDetails !== undefined) throw new Error(JSON.stringify(result.exceptionDetails));
    return result.result.value;
  }

  /** Resolves when the document that is in the tab now is complete. */
  async whenLoaded(targetId: string): Promise<void> {
    const complete = `new Promise(resolve => {
      if (document.readyState === 'complete') resolve(true);
      else addEventListener('load', () => resolve(true));
    })`;
    for (let tries = 0; tries < 100; tries += 1) {
      // A document that makes way for another answers with an error: the other is asked.
      const answer = await this.evaluate(targetId, complete).catch((fault: unknown) => {
        if (fault instanceof ConnectionLost) throw fault;
        return false;
      });
      if (answer === true) return;
      await delay(50);
    }
    throw new Error('the page does not load');
  }

  async command(method: string, params: object = {}, sessionId?: string): Promise<CdpMessage> {
    const answer = await inTime(
      Promise.race([this.#client.command(method, params, sessionId), this.#broken]),
    );
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer;
  }

  async #attach(targetId: string): Promise<string> {
    const known = this.#attached.get(targetId);
    if (known !== undefined) return known;
    const { result } = await this.command('Target.attachToTarget', { targetId, flatten: true });
    this.#attached.set(targetId, result.sessionId);
    return result.sessionId;
  }
}

/** What never answers although nothing broke is a finding, not a reason to wait for ever. */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const late = delay(patienceMs, null, { signal: over.signal }).then(() => {
    throw new Error(`no answer within ${patienceMs / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
