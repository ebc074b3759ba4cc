const base = 'http://demo.invalid';

/** The path to go on to after the sign-in, or the start page when `next` would lead off this site. */
export function ownPath(next: string | null): string {
  if (next === null || !next.startsWith('/')) return '/';
  // The parser reads "/\host" and "/<tab>/host" as another host, as browsers do.
  const url = URL.parse(next, base);
  if (url === null || url.origin !== base) return '/';
  // "/.//host" parses as a path here, and that path is a host to whoever reads it next.
  return url.pathname.startsWith('//') ? '/' : url.pathname + url.search;
}
