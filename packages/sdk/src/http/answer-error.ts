import { errorCodes } from '../error-codes.gen.ts';
import {
  AuthenticationError,
  BerthError,
  type BerthErrorFacts,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  RateLimitError,
  ServerError,
  SessionEndedError,
} from '../errors.ts';
import { readRetryAfter } from './retry.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly file?: Blob;
}

const classes: Readonly<Record<number, typeof BerthError>> = {
  400: InvalidRequestError,
  401: AuthenticationError,
  403: AuthenticationError,
  404: NotFoundError,
  409: ConflictError,
  410: SessionEndedError,
  413: InvalidRequestError,
  415: InvalidRequestError,
  422: InvalidRequestError,
  429: RateLimitError,
};

/** The error that an answer outside 2xx stands for. `request` is its method and path, for the message. */
export function answerError(request: string, answer: Answer): BerthError {
  const body = parseJson(answer.text);
  const code = textField(body, 'code') ?? 'unexpected_status';
  const facts: BerthErrorFacts = {
    code,
    statusCode: answer.status,
    detail: field(body, 'detail'),
    body,
    requestId: answer.headers.get('x-request-id') ?? textField(body, 'request_id'),
    retryAfterSeconds: readRetryAfter(answer.headers.get('retry-after')),
  };
  const ErrorClass = classes[answer.status] ?? (answer.status >= 500 ? ServerError : BerthError);
  return new ErrorClass(`${describe(facts, answer)} (${request}: ${answer.status} ${code})`, facts);
}

/** The parsed JSON, or the text itself. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy between here and the server answers in HTML; its text is all there is to show.
    return text;
  }
}

function describe(facts: BerthErrorFacts, answer: Answer): string {
  if (typeof facts.detail === 'string') return facts.detail;
  if (Array.isArray(facts.detail)) return facts.detail.map(describeField).join('; ');
  if (isRedirect(answer.status)) {
    const target = answer.headers.get('location') ?? 'another address';
    return `The server redirects to ${target}: make that server the baseUrl.`;
  }
  return (
    Object.entries(errorCodes).find(([code]) => code === facts.code)?.[1] ?? 'The server gave no reason.'
  );
}

/** On web pages, the status of a redirect that was not followed is 0. */
function isRedirect(status: number): boolean {
  return status === 0 || (status >= 300 && status <= 399);
}

function describeField(entry: unknown): string {
  const place = field(entry, 'loc');
  const path = Array.isArray(place) ? place.filter(step => step !== 'body').join('.') : '';
  const problem = textField(entry, 'msg') ?? JSON.stringify(entry);
  return path === '' ? problem : `${path}: ${problem}`;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textField(value: unknown, name: string): string | undefined {
  const text = field(value, name);
  return typeof text === 'string' ? text : undefined;
}
