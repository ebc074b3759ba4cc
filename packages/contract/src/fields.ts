import { z } from 'zod';

/*
 * Fields that read what existing clients send (numbers as strings, "yes" for true) and still appear in the OpenAPI
 * document as the plain type they are. `wireSchema` is what the document shows in place of the reading step.
 */

type WireSchema = Readonly<Record<string, unknown>>;

/** A whole number that may arrive as `60`, `60.0`, `"60"` or `true` (which reads as 1). */
export function wireInteger(options: {
  min: number;
  max?: number;
  description: string;
  default: number | null;
}) {
  const maximum = options.max === undefined ? {} : { maximum: options.max };
  const wireSchema: WireSchema = {
    anyOf: [{ type: 'integer', minimum: options.min, ...maximum }, { type: 'null' }],
    default: options.default,
    description: options.description,
  };
  const least = z.int().min(options.min);
  const integer = options.max === undefined ? least : least.max(options.max);
  return z.preprocess(readInteger, integer.nullish()).optional().meta({ wireSchema });
}

/** A list of texts in a query, which a client that has only one sends without repeating its name. */
export function queryTexts(options: { maxItems: number; description: string }) {
  const wireSchema: WireSchema = {
    type: 'array',
    items: { type: 'string' },
    maxItems: options.maxItems,
    description: options.description,
  };
  const texts = z.array(z.string()).max(options.maxItems);
  return z
    .preprocess(value => (typeof value === 'string' ? [value] : value), texts.optional())
    .optional()
    .meta({ wireSchema });
}

/** A boolean that may arrive as `true`, `"yes"`, `"on"`, `"1"`, `1` and their opposites. */
export function wireBoolean(options: { description: string; default?: null }) {
  const wireSchema: WireSchema = {
    type: ['boolean', 'null'],
    default: options.default === null ? null : false,
    description: options.description,
  };
  return z.preprocess(readBoolean, z.boolean().nullish()).optional().meta({ wireSchema });
}

export const instant = z.iso.datetime();

export const warning = z
  .string()
  .nullable()
  .describe('What of the request had no effect, such as unknown keys.');

function readInteger(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value)) return Number(value);
  return value;
}

const trueWords = new Set<unknown>(['true', 't', 'yes', 'y', 'on', '1', 1]);
const falseWords = new Set<unknown>(['false', 'f', 'no', 'n', 'off', '0', 0]);

function readBoolean(value: unknown): unknown {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (trueWords.has(word)) return true;
  if (falseWords.has(word)) return false;
  return value;
}
