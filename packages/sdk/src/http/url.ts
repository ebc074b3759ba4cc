import { BerthError } from '../errors.ts';

/** `/v1/runs/{run_id}` with the id in place of the braces; several ids in the order in which the path has them. */
export function fillPath(path: string, ids: readonly string[]): string {
  let next = 0;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id: unknown = ids[next++];
    // An empty or dotted id would be another route.
    if (typeof id === 'string' && !/^\.{0,2}$/.test(id)) return encodeURIComponent(id);
    const given = typeof id === 'string' ? `"${id}"` : typeof id;
    throw new BerthError(`${name} is ${given}; it must be an id.`, { code: 'invalid_argument' });
  });
}

/** An array repeats its name; `null` and `undefined` add nothing. */
export function withQuery(url: string, params: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) query.append(name, String(one));
    }
  }
  return query.size === 0 ? url : `${url}?${query}`;
}
