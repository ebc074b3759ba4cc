import { resolve } from 'node:path';
import { z } from 'zod';
import { MasterKey, type MasterKeySource } from './seal/master-key.ts';

/** What the operator decides. Read once; nothing else looks at the environment. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  /** The key to create at a first start, and at no other; null: a random one. */
  readonly firstKey: string | null;
  /** The browser's executable; null: the installed one. */
  readonly chromium: string | null;
  /** Where browsers' directories lie; null: chosen by `browser/homes-directory.ts`. */
  readonly homesDirectory: string | null;
  readonly demoPort: number;
  readonly maxTimeoutMinutes: number;
  readonly maxSessions: number;
  /** How many sessions one organisation may have live; null: as many as the server. */
  readonly maxSessionsPerOrganization: number | null;
  readonly maxUploadBytes: number;
  /** Of all uploads of a session together, and of all its downloads together. */
  readonly maxFilesBytes: number;
  readonly keepDownloadsMs: number;
  /** How long sessions and runs that have ended can be looked up. */
  readonly keepEndedMs: number;
  readonly masterKey: MasterKeySource;
  /** What a rotation changes to; null: a new one of the server's own. */
  readonly nextMasterKey: MasterKeySource | null;
  readonly allowPublic: boolean;
  readonly noSandbox: boolean;
  readonly egressAllow: readonly string[];
  /** The search path, for finding an installed browser. */
  readonly path: string;
}

const empty = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(empty, schema.optional());
const wholeNumber = (min: number, max: number) =>
  optional(
    z
      .string()
      .refine(
        text => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max,
        `must be a whole number from ${min} to ${max}`,
      )
      .transform(Number),
  );
const yesOrNo = optional(
  z
    .enum(['1', 'true', 'yes', '0', 'false', 'no'], 'must be 1 or 0')
    .transform(word => ['1', 'true', 'yes'].includes(word)),
);
const dayMs = 24 * 60 * 60_000;
const portNumber = wholeNumber(0, 65_535);

// Its value is in no message: it is a secret, or nearly one.
const masterKeyText = optional(
  z
    .string()
    .refine(
      text => MasterKey.parse(text) !== null,
      'must be the base64 of 32 bytes, as `openssl rand -base64 32` prints it',
    ),
);

const Environment = z.object({
  BERTH_HOST: optional(z.string()),
  BERTH_PORT: portNumber,
  BERTH_DATA_DIR: optional(z.string()),
  BERTH_API_KEY: optional(
    z
      .string()
      .min(16, 'must have at least 16 characters')
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces'),
  ),
  BERTH_CHROMIUM: optional(z.string()),
  BERTH_HOMES_DIR: optional(z.string()),
  BERTH_DEMO_PORT: portNumber,
  BERTH_MAX_TIMEOUT: wholeNumber(5, 525_600),
  BERTH_MAX_SESSIONS: wholeNumber(1, 10_000),
  BERTH_MAX_SESSIONS_PER_ORG: wholeNumber(1, 10_000),
  BERTH_MAX_UPLOAD_MB: wholeNumber(1, 1_000_000),
  BERTH_MAX_FILES_MB: wholeNumber(1, 1_000_000),
  BERTH_KEEP_DOWNLOADS_DAYS: wholeNumber(0, 3650),
  // The history has seven days.
  BERTH_KEEP_ENDED_DAYS: wholeNumber(7, 3650),
  BERTH_MASTER_KEY: masterKeyText,
  BERTH_MASTER_KEY_FILE: optional(z.string()),
  BERTH_MASTER_KEY_COMMAND: optional(z.string()),
  BERTH_NEXT_MASTER_KEY: masterKeyText,
  BERTH_NEXT_MASTER_KEY_FILE: optional(z.string()),
  BERTH_NEXT_MASTER_KEY_COMMAND: optional(z.string()),
  BERTH_ALLOW_PUBLIC: yesOrNo,
  BERTH_NO_SANDBOX: yesOrNo,
  BERTH_EGRESS_ALLOW: optional(z.string()),
  PATH: z.string().optional(),
});

/** A setting that cannot be; its message names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(problems.join('\n'));
  }
  const settings = parsed.data;
  const config: Config = {
    host: settings.BERTH_HOST ?? '127.0.0.1',
    port: settings.BERTH_PORT ?? 8000,
    dataDirectory: resolve(settings.BERTH_DATA_DIR ?? 'data'),
    firstKey: settings.BERTH_API_KEY ?? null,
    chromium: settings.BERTH_CHROMIUM ?? null,
    homesDirectory: settings.BERTH_HOMES_DIR === undefined ? null : resolve(settings.BERTH_HOMES_DIR),
    demoPort: settings.BERTH_DEMO_PORT ?? 8001,
    maxTimeoutMinutes: settings.BERTH_MAX_TIMEOUT ?? 1440,
    maxSessions: settings.BERTH_MAX_SESSIONS ?? 100,
    maxSessionsPerOrganization: settings.BERTH_MAX_SESSIONS_PER_ORG ?? null,
    maxUploadBytes: (settings.BERTH_MAX_UPLOAD_MB ?? 100) * 1024 * 1024,
    maxFilesBytes: (settings.BERTH_MAX_FILES_MB ?? 1024) * 1024 * 1024,
    keepDownloadsMs: (settings.BERTH_KEEP_DOWNLOADS_DAYS ?? 7) * dayMs,
    keepEndedMs: (settings.BERTH_KEEP_ENDED_DAYS ?? 30) * dayMs,
    masterKey: masterKeySource('BERTH_MASTER_KEY', settings) ?? { kind: 'own' },
    nextMasterKey: masterKeySource('BERTH_NEXT_MASTER_KEY', settings),
    allowPublic: settings.BERTH_ALLOW_PUBLIC ?? false,
    noSandbox: settings.BERTH_NO_SANDBOX ?? false,
    egressAllow: (settings.BERTH_EGRESS_ALLOW ?? '')
      .split(',')
      .map(entry => entry.trim())
      .filter(entry => entry !== ''),
    path: settings.PATH ?? '',
  };
  refusePublic(config);
  return Object.freeze(config);
}

function masterKeySource(
  name: 'BERTH_MASTER_KEY' | 'BERTH_NEXT_MASTER_KEY',
  settings: z.infer<typeof Environment>,
): MasterKeySource | null {
  const { [name]: secret, [`${name}_FILE` as const]: path, [`${name}_COMMAND` as const]: command } = settings;
  const given: MasterKeySource[] = [];
  if (secret !== undefined) given.push({ kind: 'value', secret });
  if (path !== undefined) given.push({ kind: 'file', path: resolve(path) });
  if (command !== undefined) given.push({ kind: 'command', command });
  if (given.length > 1) {
    throw new ConfigError(`${name}, ${name}_FILE, ${name}_COMMAND: set one of them, not ${given.length}`);
  }
  return given[0] ?? null;
}

function refusePublic(config: Config): void {
  if (config.allowPublic || isLoopback(config.host)) return;
  throw new ConfigError(
    `BERTH_HOST: ${config.host} can be reached from other machines, and Berth speaks plain HTTP: keys and pages would cross the network readable. ` +
      'Put a TLS proxy in front and set BERTH_ALLOW_PUBLIC=1, or leave BERTH_HOST at 127.0.0.1.',
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
