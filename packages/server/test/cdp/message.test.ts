import { expect, test } from 'vitest';
import { parseCommand, rewriteAnswer, sniff, withoutSession } from '../../src/cdp/message.ts';

const bytes = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const parsed = (buffer: Buffer): unknown => JSON.parse(buffer.toString());

test.each([
  [
    { id: 17, result: { a: 1 } },
    { kind: 'answer', id: 17, session: null },
  ],
  [
    { id: 17, result: {}, sessionId: 'ABC' },
    { kind: 'answer', id: 17, session: { id: 'ABC' } },
  ],
  [
    { id: 2, error: { code: -32000, message: 'no' }, sessionId: 'S' },
    { kind: 'answer', id: 2, session: { id: 'S' } },
  ],
  [
    { method: 'A.b', params: {} },
    { kind: 'event', method: 'A.b', session: null },
  ],
  [
    { method: 'A.b', params: { sessionId: 'INNER' } },
    { kind: 'event', method: 'A.b', session: null },
  ],
  [
    { method: 'A.b', params: { text: '","sessionId":"FAKE"}' }, sessionId: 'S' },
    { kind: 'event', session: { id: 'S' } },
  ],
  [
    { method: 'A.b', params: { text: '"sessionId":"FAKE"' } },
    { kind: 'event', session: null },
  ],
  [
    { method: 'A.b', params: { last: { sessionId: 'FAKE' } } },
    { kind: 'event', session: null },
  ],
])('%j is read from its head and tail', (message, expected) => {
  expect(sniff(bytes(message))).toMatchObject(expected);
});

test.each(['{"error":{"code":-32700},"id":null}', '', '{', '{"id":}'])('%j is of no known form', text => {
  expect(sniff(bytes(text))).toBeNull();
});

test('an answer comes back under the id its client gave, the session left out where it is the root', () => {
  const message = { id: 4_000, result: { text: 'é💥', deep: { sessionId: 'X' } }, sessionId: 'ROOT' };
  const incoming = sniff(bytes(message));
  if (incoming?.kind !== 'answer') throw new Error('not an answer');
  expect(parsed(rewriteAnswer(bytes(message), incoming, { id: 3, isRoot: true }))).toEqual({
    id: 3,
    result: message.result,
  });
  expect(parsed(rewriteAnswer(bytes(message), incoming, { id: 3, isRoot: false }))).toEqual({
    ...message,
    id: 3,
  });
});

test.each([3, 4_000_000])('an answer takes the id %i, shorter or longer than ours', id => {
  const message = bytes({ id: 4_000, result: {}, sessionId: 'ROOT' });
  const incoming = sniff(message);
  if (incoming?.kind !== 'answer') throw new Error('not an answer');
  expect(parsed(rewriteAnswer(message, incoming, { id, isRoot: true }))).toEqual({ id, result: {} });
});

test('an event of the root loses its session, and nothing else', () => {
  const message = { method: 'A.b', params: { n: 1 }, sessionId: 'ROOT' };
  const incoming = sniff(bytes(message));
  if (incoming?.session === null || incoming === null) throw new Error('no session');
  expect(parsed(withoutSession(bytes(message), incoming.session))).toEqual({
    method: 'A.b',
    params: { n: 1 },
  });
});

test.each([
  ['{', -32700],
  ['[]', -32600],
  ['null', -32600],
  ['{"method":"A.b"}', -32600],
  ['{"id":1.5,"method":"A.b"}', -32600],
  ['{"id":1}', -32600],
  ['{"id":1,"method":"A.b","params":[]}', -32602],
  ['{"id":1,"method":"A.b","sessionId":5}', -32600],
])('the command %s is answered with %i', (text, code) => {
  expect(parseCommand(bytes(text))).toMatchObject({ code });
});
