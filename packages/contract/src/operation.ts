import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{name}` for each parameter of `params`. */
  readonly path: string;
  readonly summary: string;
  readonly params: Readonly<Record<string, z.ZodType>>;
  /** What may stand behind the `?`; other keys there are ignored. */
  readonly query?: z.ZodObject;
  /** With an `Idempotency-Key`, a request that is sent again gets what the first one made. */
  readonly takesIdempotencyKey?: true;
  /** `files`: multipart/form-data with files in the field `file`; `profile`: the same with one, behind what it needs. */
  readonly body: z.ZodType | 'files' | 'profile' | null;
  /** `bytes`: a file, whole or in part; `file`: one as a whole; `null`: 204, nothing. */
  readonly response: z.ZodType | 'bytes' | 'file' | null;
  /** `true`: a link that the server signed opens it as well as a key. */
  readonly takesLink?: true;
  /** `false`: answers without an API key. */
  readonly needsKey: boolean;
  readonly errors: readonly ErrorCode[];
}
