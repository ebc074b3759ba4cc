import { account } from '../account.ts';

/** Signs in and returns the `Cookie` header of the new session. */
export async function signIn(origin: string): Promise<string> {
  const response = await post(`${origin}/login`, { email: account.email, password: account.password });
  return cookieOf(response);
}

export function cookieOf(response: Response): string {
  const [pair] = (response.headers.get('set-cookie') ?? '').split(';');
  return pair ?? '';
}

/** Redirects are not followed: where they lead is what the tests look at. */
export function get(url: string, cookie = ''): Promise<Response> {
  return fetch(url, { headers: { cookie }, redirect: 'manual' });
}

export function post(
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
}
