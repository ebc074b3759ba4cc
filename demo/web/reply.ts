import type { ServerResponse } from 'node:http';
import type { Html } from './html.ts';

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

const securityHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // Not "no-referrer": with it browsers state the origin of a POST as "null".
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

export function page(document: Html, status = 200): Reply {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  return { status, headers, body: document.markup };
}

export function text(body: string, type = 'text/plain'): Reply {
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body };
}

export function redirect(path: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 303, headers: { ...headers, location: path, 'cache-control': 'no-store' }, body: '' };
}

export function download(file: { name: string; type: string; body: string | Uint8Array }): Reply {
  const headers = {
    'content-type': file.type,
    'content-disposition': `attachment; filename="${file.name}"`,
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body: file.body };
}

export function send(response: ServerResponse, sent: { reply: Reply; method: string | undefined }): void {
  const { status, headers, body } = sent.reply;
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...securityHeaders, ...headers, 'content-length': bytes.byteLength });
  response.end(sent.method === 'HEAD' ? undefined : bytes);
}
