import { BerthConnectionError, BerthError, BerthTimeoutError } from '../errors.ts';
import { type Answer, answerError } from './answer-error.ts';
import { withDeadline } from './deadline.ts';

/** One HTTP request, complete. */
export interface HttpRequest {
  /** Its method and path, for messages. */
  readonly title: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly answersFile: boolean;
  readonly timeoutInSeconds: number;
  readonly signal: AbortSignal | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Sends the request once → the JSON of its answer, or its file, or a BerthError. */
export async function exchange(request: HttpRequest): Promise<unknown> {
  const deadline = {
    seconds: request.timeoutInSeconds,
    signal: request.signal,
    expired: () =>
      new BerthTimeoutError(`No answer in ${request.timeoutInSeconds} s (${request.title}).`, {}),
  };
  const answer = await withDeadline(deadline, signal => fetchAnswer(request, signal));
  if (answer.status < 200 || answer.status > 299) throw answerError(request.title, answer);
  return parseAnswer(request, answer);
}

async function fetchAnswer(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await request.fetch(request.url, { ...request.init, signal });
    const { status, headers } = response;
    if (request.answersFile && response.ok) return { status, headers, text: '', file: await response.blob() };
    return { status, headers, text: await response.text() };
  } catch (cause) {
    throw new BerthConnectionError(
      `No answer from ${new URL(request.url).origin} (${request.title}): ${reason(cause).replace(/[.?!]$/, '')}. Is the server running there?`,
      { cause },
    );
  }
}

/** fetch says "fetch failed" and keeps what happened in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return error.cause.message || String(Reflect.get(error.cause, 'code'));
  return error.message;
}

function parseAnswer(request: HttpRequest, answer: Answer): unknown {
  if (answer.status === 204) return undefined;
  if (answer.file !== undefined) return answer.file;
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    throw new BerthError(
      `The answer is not JSON, so it is not from a Berth server: check the baseUrl (${request.title}: ${answer.status}).`,
      { code: 'invalid_response', statusCode: answer.status, body: answer.text, cause },
    );
  }
}
