import type { Socket } from 'node:net';
import { type ErrorBody, errors } from '@berth/contract';
import type { FastifyError, FastifyReply } from 'fastify';
import { BerthError } from '../domain/errors.ts';
import { refuseRaw } from '../raw-refusal.ts';

/** The one place where faults become HTTP answers. */
export function sendError(reply: FastifyReply, fault: unknown): FastifyReply {
  const error = fault instanceof BerthError ? fault : fromFramework(fault);
  const entry: { status: number; retryAfterSeconds?: number } = errors[error.code];
  if (entry.retryAfterSeconds !== undefined) reply.header('retry-after', entry.retryAfterSeconds);
  if (entry.status >= 500) reply.log.error({ err: fault }, 'a request failed');
  return reply.status(entry.status).send(errorBody(error, String(reply.request.id)));
}

/** What the HTTP parser gives up on has no request to answer. */
export function refuseBroken(fault: Error & { code?: string }, socket: Socket): void {
  if (socket.writable && fault.code !== 'ECONNRESET') refuseRaw(socket, brokenRequest(fault));
  else socket.destroy();
}

function brokenRequest({ code, message }: Error & { code?: string }): BerthError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new BerthError('headers_too_large', 'The request headers are larger than 16 KiB.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new BerthError('request_timeout', 'The request did not arrive whole in time. Send it again.');
  }
  return new BerthError('malformed_http', `${message}.`);
}

export function errorBody(error: BerthError, requestId?: string): ErrorBody {
  const detail = error.fields === null ? error.message : [...error.fields];
  if (error.code !== 'internal_error' || requestId === undefined) return { detail, code: error.code };
  return { detail: `${error.message} (request ${requestId})`, code: error.code };
}

function fromFramework(fault: unknown): BerthError {
  const { code, statusCode } = isFastifyError(fault) ? fault : { code: '', statusCode: 500 };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new BerthError(
      'unsupported_media_type',
      'Send the body as JSON with `Content-Type: application/json`.',
    );
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new BerthError('body_too_large', 'The request body is larger than 1 MiB.');
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new BerthError(
      'invalid_request',
      fault instanceof Error ? fault.message : 'The request is malformed.',
    );
  }
  return new BerthError('internal_error', 'Something that should not happen did. The server log says more.', {
    cause: fault,
  });
}

function isFastifyError(fault: unknown): fault is FastifyError {
  return fault instanceof Error && 'code' in fault;
}
