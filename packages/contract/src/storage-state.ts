import { z } from 'zod';

/** No control characters, which no cookie can have. */
const noControls = /^[ -~\u0080-\uffff]*$/;

const StorageCookie = z
  .object({
    name: z.string().max(4096).regex(noControls),
    value: z.string().max(4096).regex(noControls),
    domain: z
      .string()
      .max(255)
      .regex(/^\.?[a-zA-Z0-9_.:[\]-]+$/)
      .describe('With a dot in front: for sub-domains, too.'),
    path: z
      .string()
      .max(4096)
      .regex(/^\/[ -:<-~\u0080-\uffff]*$/),
    expires: z.number().min(-1).optional().describe('Seconds since 1970; -1: a session cookie.'),
    httpOnly: z.boolean().optional(),
    secure: z.boolean().optional(),
    sameSite: z.enum(['Strict', 'Lax', 'None']).optional(),
    partitionKey: z.string().max(2083).optional(),
    _crHasCrossSiteAncestor: z.boolean().optional(),
  })
  .meta({ id: 'StorageCookie', description: "A cookie as Playwright's `storageState` has it." });

const StorageOrigin = z
  .object({
    origin: z
      .string()
      .max(2083)
      .refine(isWebOrigin, { error: 'Should be the origin of a web site, such as https://shop.example' }),
    localStorage: z.array(z.object({ name: z.string(), value: z.string() })).max(10_000),
    indexedDB: z
      .array(z.unknown())
      .max(0, { error: 'IndexedDB cannot be imported' })
      .optional()
      .describe('Not supported yet, except `[]`.'),
  })
  .meta({ id: 'StorageOrigin', description: "An origin's storage as Playwright's `storageState` has it." });

export const StorageState = z
  .object({
    cookies: z.array(StorageCookie).max(10_000),
    origins: z.array(StorageOrigin).max(1000),
  })
  .meta({ id: 'StorageState', description: "What Playwright's `context.storageState()` writes and reads." });
export type StorageState = z.infer<typeof StorageState>;

function isWebOrigin(text: string): boolean {
  try {
    const { protocol, origin } = new URL(text);
    return (protocol === 'http:' || protocol === 'https:') && origin === text;
  } catch {
    return false;
  }
}
