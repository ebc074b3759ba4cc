import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { errors } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  Berth,
  BerthConnectionError,
  BerthError,
  ConflictError,
  errorCodes,
  InvalidRequestError,
  NotFoundError,
  RateLimitError,
  ServerError,
  SessionEndedError,
} from '../src/index.ts';
import { startApi } from './fixtures/api.ts';

type Reply = ReturnType<Parameters<typeof startApi>[0]>;

async function errorOf(reply: Reply): Promise<unknown> {
  const api = await startApi(() => reply);
  const berth = new Berth({ baseUrl: api.url, apiKey: 'key', maxRetries: 0 });
  return await berth.getRun('tsk_1').catch((error: unknown) => error);
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('errors', () => {
  it.each([
    [400, InvalidRequestError, 'InvalidRequestError'],
    [401, AuthenticationError, 'AuthenticationError'],
    [403, AuthenticationError, 'AuthenticationError'],
    [404, NotFoundError, 'NotFoundError'],
    [405, BerthError, 'BerthError'],
    [409, ConflictError, 'ConflictError'],
    [410, SessionEndedError, 'SessionEndedError'],
    [415, InvalidRequestError, 'InvalidRequestError'],
    [422, InvalidRequestError, 'InvalidRequestError'],
    [429, RateLimitError, 'RateLimitError'],
    [500, ServerError, 'ServerError'],
    [507, ServerError, 'ServerError'],
  ])('of status %i have the class of their meaning', async (status, ErrorClass, name) => {
    const body = { detail: 'What happened.', code: 'some_code' };
    const error = await errorOf({ status, body });
    expect(error).toBeInstanceOf(ErrorClass);
    expect(error).toBeInstanceOf(BerthError);
    expect(error).toMatchObject({
      name,
      statusCode: status,
      code: 'some_code',
      detail: 'What happened.',
      body,
    });
    expect(String(error)).toBe(`${name}: What happened. (GET /v1/runs/tsk_1: ${status} some_code)`);
  });

  it('of a bad request list its fields', async () => {
    const field = { type: 'int_parsing', loc: ['body', 'timeout'], msg: 'Not a number.', input: 'x' };
    const error = await errorOf({ status: 422, body: { detail: [field, 'odd'], code: 'invalid_request' } });
    expect(error).toMatchObject({ fields: [field] });
    expect(String(error)).toContain('timeout: Not a number.');
  });

  it('carry the request id and the seconds to wait', async () => {
    const error = await errorOf({
      status: 429,
      headers: { 'retry-after': '5', 'x-request-id': 'req_1' },
      body: { detail: 'Full.', code: 'limit_reached' },
    });
    expect(error).toMatchObject({ requestId: 'req_1', retryAfterSeconds: 5 });
    expect(await errorOf({ status: 500, body: { request_id: 'req_2' } })).toMatchObject({
      requestId: 'req_2',
    });
  });

  it('stand on their own when the answer is not the server’s', async () => {
    const error = await errorOf({ status: 502, body: '<html>Bad Gateway</html>' });
    expect(error).toMatchObject({
      name: 'ServerError',
      code: 'unexpected_status',
      detail: undefined,
      body: '<html>Bad Gateway</html>',
    });
    expect(await errorOf({ status: 404, body: '' })).toBeInstanceOf(NotFoundError);
  });

  it('say what a code means when the server does not', async () => {
    expect(String(await errorOf({ status: 410, body: { code: 'session_ended' } }))).toContain(
      errorCodes.session_ended,
    );
  });

  it.each(['<html>Welcome</html>', ''])('come from a 200 that is not JSON: %j', async body => {
    const error = await errorOf({ body });
    expect(error).toBeInstanceOf(BerthError);
    expect(error).toMatchObject({ code: 'invalid_response', statusCode: 200, body });
  });

  it('come from a redirect, which is not followed: the key stays here', async () => {
    const other = await startApi(() => ({ body: {} }));
    const error = await errorOf({ status: 307, headers: { location: `${other.url}/v1/runs/tsk_1` } });
    expect(error).toMatchObject({ statusCode: 307, message: expect.stringContaining(other.url) });
    expect(other.received).toEqual([]);
  });

  it('of a server that is not there keep their cause', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const berth = new Berth({ baseUrl: url, apiKey: 'key', maxRetries: 0 });
    const error = await berth.getVersion().catch(error => error);
    expect(error).toBeInstanceOf(BerthConnectionError);
    expect(error).toMatchObject({
      name: 'BerthConnectionError',
      code: 'connection_failed',
      statusCode: undefined,
    });
    expect(error.message).toContain(url);
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('have the codes of the contract', () => {
    expect(Object.keys(errorCodes)).toEqual(Object.keys(errors));
  });
});
