import type { FieldError } from '@berth/contract';
import type { z } from 'zod';
import { BerthError } from '../domain/errors.ts';

/*
 * What zod found wrong, in the list shape that existing clients read: `type`, `loc`, `msg`, `input`, `ctx`.
 */

type Issue = z.core.$ZodIssue;

/** Parses a body whole. Throws `invalid_request` that names every wrong field. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  return parse(schema, body ?? {}, 'body');
}

/** The same for what stands behind the `?` of an address. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  return parse(schema, query, 'query');
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: 'body' | 'query',
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap(issue => describe(issue, value, [place]));
  const summary = fields.map(field => `${field.loc.slice(1).join('.') || place}: ${field.msg}`).join('; ');
  throw new BerthError('invalid_request', summary, { fields });
}

/** The keys of `body` that `schema` does not know, and those `beside` it, as a warning; `null` when there are none. */
export function unknownKeysWarning(
  schema: z.ZodObject,
  body: unknown,
  beside: readonly string[] = [],
): string | null {
  const keys = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const unknown = [...beside, ...keys.filter(key => !Object.hasOwn(schema.shape, key))];
  if (unknown.length === 0) return null;
  const shown = unknown.slice(0, 10).map(key => JSON.stringify(key.slice(0, 100)));
  return `These keys are not known and had no effect: ${shown.join(', ')}${unknown.length > 10 ? ', …' : ''}.`;
}

function describe(issue: Issue, body: unknown, base: Array<string | number>): FieldError[] {
  const loc = [...base, ...issue.path.map(part => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'invalid_union') {
    return issue.errors.flatMap(branch =>
      branch.slice(0, 1).flatMap(inner => describe(inner, valueAt(body, issue.path), loc)),
    );
  }
  const input = valueAt(body, issue.path);
  return [{ loc, input: masked(loc, input), ...kindOf(issue, input) }];
}

function kindOf(issue: Issue, input: unknown): Pick<FieldError, 'type' | 'msg' | 'ctx'> {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum));
    case 'invalid_value':
      return enumeration(issue.values.map(String));
    case 'invalid_format':
      return issue.format === 'regex'
        ? patternMismatch(String(issue.pattern).slice(1, -1))
        : { type: 'value_error', msg: issue.message };
    case 'invalid_type':
      return wrongType(issue.expected, input);
    default:
      return { type: 'value_error', msg: issue.message };
  }
}

function patternMismatch(pattern: string): Pick<FieldError, 'type' | 'msg' | 'ctx'> {
  return {
    type: 'string_pattern_mismatch',
    msg: `String should match pattern '${pattern}'`,
    ctx: { pattern },
  };
}

function tooSmall(origin: string, least: number): Pick<FieldError, 'type' | 'msg' | 'ctx'> {
  if (origin === 'string') {
    return {
      type: 'string_too_short',
      msg: `String should have at least ${least} characters`,
      ctx: { min_length: least },
    };
  }
  return {
    type: 'greater_than_equal',
    msg: `Input should be greater than or equal to ${least}`,
    ctx: { ge: least },
  };
}

function tooBig(origin: string, most: number): Pick<FieldError, 'type' | 'msg' | 'ctx'> {
  if (origin === 'string') {
    return {
      type: 'string_too_long',
      msg: `String should have at most ${most} characters`,
      ctx: { max_length: most },
    };
  }
  if (origin === 'array') {
    return { type: 'too_long', msg: `List should have at most ${most} items`, ctx: { max_length: most } };
  }
  return { type: 'less_than_equal', msg: `Input should be less than or equal to ${most}`, ctx: { le: most } };
}

function enumeration(values: readonly string[]): Pick<FieldError, 'type' | 'msg' | 'ctx'> {
  const expected = values.map(value => `'${value}'`).join(', ');
  return { type: 'enum', msg: `Input should be ${expected}`, ctx: { expected } };
}

function wrongType(expected: string, input: unknown): Pick<FieldError, 'type' | 'msg' | 'ctx'> {
  if (input === undefined) return { type: 'missing', msg: 'Field required' };
  switch (expected) {
    case 'int':
    case 'number':
      if (typeof input === 'number')
        return {
          type: 'int_from_float',
          msg: 'Input should be a valid integer, got a number with a fractional part',
        };
      return typeof input === 'string'
        ? {
            type: 'int_parsing',
            msg: 'Input should be a valid integer, unable to parse string as an integer',
          }
        : { type: 'int_type', msg: 'Input should be a valid integer' };
    case 'boolean':
      return typeof input === 'string'
        ? { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' }
        : { type: 'bool_type', msg: 'Input should be a valid boolean' };
    case 'string':
      return { type: 'string_type', msg: 'Input should be a valid string' };
    case 'array':
      return { type: 'list_type', msg: 'Input should be a valid list' };
    case 'object':
      return { type: 'model_attributes_type', msg: 'Input should be an object' };
    default:
      return { type: `${expected}_type`, msg: `Input should be a valid ${expected}` };
  }
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

const secretPlaces = new Set<string | number>(['parameters', 'url', 'storage_state', 'passphrase']);

/** What was sent comes back in the error, except where it may be a secret. */
function masked(loc: ReadonlyArray<string | number>, input: unknown): unknown {
  if (loc.length === 1 || loc.some(part => secretPlaces.has(part))) return null;
  if (typeof input === 'string') return input.slice(0, 200);
  return typeof input === 'object' ? null : (input ?? null);
}
