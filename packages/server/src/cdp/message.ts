/*
 * What the multiplexer needs to know of a message, read from its bytes without parsing it: Chromium writes `id` or
 * `method` first and the top-level `sessionId` last, and a megabyte of screenshot in between is none of our business.
 */

const idHead = Buffer.from('{"id":');
const methodHead = Buffer.from('{"method":"');
const sessionTail = Buffer.from(',"sessionId":"');
const quote = 0x22;
const closingBrace = 0x7d;
const longestSessionId = 64;

export type Incoming =
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly afterId: number;
      readonly session: SessionSpan | null;
    }
  | { readonly kind: 'event'; readonly method: string; readonly session: SessionSpan | null };

/** Where the `,"sessionId":"…"` of a message begins, and whose it is. */
export interface SessionSpan {
  readonly id: string;
  readonly start: number;
}

/** `null`: not of the form that Chromium writes; parse it. */
export function sniff(bytes: Buffer): Incoming | null {
  if (startsWith(bytes, idHead)) {
    let end = idHead.length;
    let id = 0;
    for (
      let digit = bytes[end];
      digit !== undefined && digit >= 0x30 && digit <= 0x39;
      digit = bytes[++end]
    ) {
      id = id * 10 + (digit - 0x30);
    }
    return end === idHead.length ? null : { kind: 'answer', id, afterId: end, session: findSession(bytes) };
  }
  if (startsWith(bytes, methodHead)) {
    const end = bytes.indexOf(quote, methodHead.length);
    const method = bytes.toString('latin1', methodHead.length, end);
    return { kind: 'event', method, session: findSession(bytes) };
  }
  return null;
}

/**
 * The answer under the id its client gave, without the session id where the client sees that session as its root. Takes
 * the bytes over: where the id fits into the place of ours, a megabyte behind it is not copied.
 */
export function rewriteAnswer(
  bytes: Buffer,
  answer: { afterId: number; session: SessionSpan | null },
  client: { id: number; isRoot: boolean },
): Buffer {
  const whole = client.isRoot && answer.session !== null ? withoutSession(bytes, answer.session) : bytes;
  const head = `{"id":${client.id}`;
  const start = answer.afterId - head.length;
  if (start < 0) return Buffer.concat([Buffer.from(head), whole.subarray(answer.afterId)]);
  whole.write(head, start, 'latin1');
  return whole.subarray(start);
}

export function withoutSession(bytes: Buffer, session: SessionSpan): Buffer {
  return Buffer.concat([bytes.subarray(0, session.start), closing]);
}

const closing = Buffer.from('}');

/**
 * Only a top-level `sessionId` can end a message with `"}`: without one the message ends in the brace of its params or
 * result, and within a string a quote is escaped.
 */
function findSession(bytes: Buffer): SessionSpan | null {
  const length = bytes.length;
  if (bytes[length - 1] !== closingBrace || bytes[length - 2] !== quote) return null;
  const start = bytes.lastIndexOf(sessionTail, length - 2);
  if (start === -1 || length - start > sessionTail.length + longestSessionId + 2) return null;
  return { id: bytes.toString('latin1', start + sessionTail.length, length - 2), start };
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.length >= head.length && bytes.compare(head, 0, head.length, 0, head.length) === 0;
}

/** A command as a client sent it. */
export interface Command {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sessionId: string | null;
}

export type ParsedCommand =
  | Command
  | { readonly problem: string; readonly code: number; readonly id: number | null };

export function parseCommand(bytes: Buffer): ParsedCommand {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { code: -32700, problem: 'Message must be a valid JSON', id: null };
  }
  if (!isRecord(value)) return { code: -32600, problem: 'Message must be an object', id: null };
  const { id, method, params = {}, sessionId = null } = value;
  if (!Number.isSafeInteger(id) || typeof id !== 'number') {
    return { code: -32600, problem: "Message must have integer 'id' property", id: null };
  }
  if (typeof method !== 'string')
    return { code: -32600, problem: "Message must have string 'method' property", id };
  if (!isRecord(params)) return { code: -32602, problem: "'params' must be an object", id };
  if (isNestedDeeper(params, mostNested)) {
    return { code: -32602, problem: `'params' are nested more than ${mostNested} levels deep`, id };
  }
  if (sessionId !== null && typeof sessionId !== 'string') {
    return { code: -32600, problem: "'sessionId' must be a string", id };
  }
  return { id, method, params, sessionId };
}

/** Chromium ends when a message does not fit into its buffer. One of a client may grow on its way: 1e20 by 18 zeros. */
const mostMessageBytes = 100 * 1024 * 1024 - 1024;
const mostBytesPerCharacter = 3;

export function isTooLarge(message: string): boolean {
  if (message.length * mostBytesPerCharacter <= mostMessageBytes) return false;
  return Buffer.byteLength(message) > mostMessageBytes;
}

/** Of what is deeper Chromium says that it cannot read it, and not whose it was. */
const mostNested = 300;

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some(item => isNestedDeeper(item, levels - 1));
  for (const name in value) {
    if (isNestedDeeper((value as Record<string, unknown>)[name], levels - 1)) return true;
  }
  return false;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
