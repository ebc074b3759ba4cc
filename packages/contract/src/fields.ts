import { z } from 'zod';

/*
 * Fields that read what existing clients send (numbers as strings, "yes" for true) and still appear in the OpenAPI
 * document as the plain type they are. `wireSchema` is what the document shows in place of the reading step.
 */

type WireSchema = Readonly<Record<string, unknown>>;

/** A whole number that may arrive as `60`, `60.0`, `"60"` or `true` (which reads as 1). */
export function wireInteger(options: { min: number; description: string; default: number | null }) {
  const wireSchema: WireSchema = {
    anyOf: [{ type: 'integer', minimum: options.min }, { type: 'null' }],
    default: options.default,
    description: options.description,
  };
  return z.preprocess(readInteger, z.int().min(options.min).nullish()).optional().meta({ wireSchema });
}

/** A boolean that may arrive as `true`, `"yes"`, `"on"`, `"1"`, `1` and their opposites. */
export function wireBoolean(options: { description: string }) {
  const wireSchema: WireSchema = {
    type: ['boolean', 'null'],
    default: false,
    description: options.description,
  };
  return z.preprocess(readBoolean, z.boolean().nullish()).optional().meta({ wireSchema });
}

export const instant = z.iso.datetime();

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
