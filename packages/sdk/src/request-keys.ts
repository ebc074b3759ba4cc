import { BerthError } from './errors.ts';

type CamelCase<Key extends string> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key;

/**
 * A request whose keys may be written as on the wire (`browser_session_id`) or in camelCase (`browserSessionId`).
 * Only the request's own keys; what lies in their values is yours and goes out as it is.
 *
 * @example
 * ```ts
 * const request: EitherCase<{ prompt: string; max_steps?: number }> = { prompt: 'Log in', maxSteps: 5 };
 * ```
 */
export type EitherCase<Request> = Omit<Request, RequiredInTwoCases<Request>> & {
  [Key in keyof Request as Key extends string ? CamelCase<Key> : Key]?: Request[Key];
} & Each<{
    [Key in RequiredInTwoCases<Request>]:
      | Pick<Request, Key>
      | { readonly [Camel in CamelCase<Key>]: Request[Key] };
  }>;

/** The keys that have to be there, and that are written differently in camelCase. */
type RequiredInTwoCases<Request> = keyof {
  [Key in keyof Request as Key extends string
    ? CamelCase<Key> extends Key
      ? never
      : object extends Pick<Request, Key>
        ? never
        : Key
    : never]: Key;
} &
  keyof Request &
  string;

/** All values of a record at once; anything for a record without values. */
type Each<Values> = (
  { [Key in keyof Values]: (value: Values[Key]) => void }[keyof Values] extends infer Takers
    ? [Takers] extends [never]
      ? (value: unknown) => void
      : Takers
    : never
) extends (value: infer All) => void
  ? All
  : never;

/** The request with its own keys as on the wire; `undefined` values are left out, `null` stays. */
export function toSnakeCase(request: object): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(request)) {
    if (value === undefined) continue;
    const wireKey = snakeCase(key);
    if (Object.hasOwn(wire, wireKey)) {
      throw new BerthError(
        `The request has "${wireKey}" twice, in snake_case and in camelCase: give it once.`,
        {
          code: 'invalid_argument',
        },
      );
    }
    wire[wireKey] = value;
  }
  return wire;
}

function snakeCase(key: string): string {
  return key.replace(/(?<=[a-z0-9])[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}
