import { z } from 'zod';
import type { BrowserState } from '../domain/browser-state.ts';

/*
 * The head of an exported profile, as anyone may have written it. What it says becomes commands to a browser: only what
 * is named here goes on.
 */

const text = z.string().max(4096);
const origin = z
  .string()
  .max(2083)
  .refine(value => {
    const url = URL.parse(value);
    return (url?.protocol === 'http:' || url?.protocol === 'https:') && url.origin === value;
  });

const Cookie = z.object({
  name: text,
  value: text,
  domain: text,
  path: text,
  secure: z.boolean().optional(),
  httpOnly: z.boolean().optional(),
  sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
  priority: z.enum(['Low', 'Medium', 'High']).optional(),
  sourceScheme: z.enum(['Unset', 'NonSecure', 'Secure']).optional(),
  sourcePort: z.int().min(-1).max(65_535).optional(),
  expires: z.number().optional(),
  partitionKey: z.object({ topLevelSite: text, hasCrossSiteAncestor: z.boolean() }).optional(),
});

const Area = z.object({
  origin,
  isCleared: z.boolean(),
  items: z.array(z.tuple([z.string(), z.string().nullable()])).max(100_000),
});

const State = z.object({
  cookies: z.array(Cookie).max(100_000).nullable(),
  tabs: z.array(z.object({ url: text, sessionStorage: z.array(Area).max(1000) })).max(1000),
  localStorage: z.array(Area).max(10_000),
});

export const ProfileFileHead = z.object({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000).nullable(),
  browser: z.string().max(200).nullable(),
  hasFiles: z.boolean(),
  state: State.nullable(),
});
export type ProfileFileHead = Omit<z.infer<typeof ProfileFileHead>, 'state'> & {
  readonly state: BrowserState | null;
};
