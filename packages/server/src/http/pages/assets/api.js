import { storedKey } from './key.js';

/** An answer of the API that is not a success; `status` 0: there was no answer. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Calls the API with the key of this tab and returns the JSON answer; throws an `ApiError`. */
export async function call(method, path, body) {
  const headers = {};
  const key = storedKey();
  if (key !== null) headers['x-api-key'] = key;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await send(path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: 'no-store',
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const detail =
    typeof answer?.detail === 'string' ? answer.detail : `The server answered ${response.status}.`;
  throw new ApiError(response.status, answer?.code ?? 'unknown', detail);
}

async function send(path, request) {
  try {
    return await fetch(path, request);
  } catch {
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.');
  }
}

export const sessionPath = id => `/v1/browser_sessions/${encodeURIComponent(id)}`;
