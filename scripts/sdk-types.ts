import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { type OperationId, openApiDocument } from '@berth/contract';

/*
 * Writes the SDK's types from the OpenAPI document, so that the published package needs neither the contract nor zod and
 * an editor shows plain interfaces with what the document says of each field. With --check it only says whether the file
 * is fresh.
 */

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
}

interface Operation {
  readonly operationId: OperationId;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Content {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** For servers and web pages, not for the client. */
const withoutMethod: readonly OperationId[] = ['createLiveTicket', 'signIn', 'getArtifactContent'];

/** An example for each type that is more than its fields. */
const examples: Readonly<Record<string, string>> = {
  ListBrowserSessionsQuery:
    "const filter: ListBrowserSessionsQuery = { tag: ['invoices'], status: 'running' };",
  BrowserSessionHistoryQuery: 'const page: BrowserSessionHistoryQuery = { page: 2, page_size: 100 };',
  ListBrowserSessionEventsQuery: 'const since: ListBrowserSessionEventsQuery = { after: 41 };',
  SessionEvent:
    'const [first]: SessionEvent[] = await berth.getBrowserSessionEvents(session.browser_session_id);',
  CreateBrowserSessionRequest:
    "const request: CreateBrowserSessionRequest = { timeout: 120, name: 'invoices' };",
  ProxyLocation: "const direct: ProxyLocation = 'NONE';",
  UpdateBrowserSessionRequest: 'const longer: UpdateBrowserSessionRequest = { timeout: 240 };',
  CreateConnectTokenRequest: 'const request: CreateConnectTokenRequest = { expires_in: 600 };',
  RunTaskRequest:
    "const request: RunTaskRequest = { prompt: 'Log in', parameters: { password: 'harbor-demo' } };",
  BrowserSession: 'const session: BrowserSession = await berth.createBrowserSession();',
  SessionStatus: "const live: SessionStatus[] = ['created', 'running'];",
  FileInfo: 'const file: FileInfo | undefined = session.downloaded_files?.[0];',
  CloseAllBrowserSessionsResponse: 'const { closed } = await berth.closeAllBrowserSessions();',
  CloseBrowserSessionResponse:
    'const { message } = await berth.closeBrowserSession(session.browser_session_id);',
  ConnectToken: 'const { ws_address } = await berth.createConnectToken(session.browser_session_id);',
  UploadedFile: 'const uploads: UploadedFile[] = await berth.getUploads(session.browser_session_id);',
  Download: 'const downloads: Download[] = await berth.getDownloads(session.browser_session_id);',
  Run: "const run: Run = await berth.runTask({ prompt: 'Log in', url, waitForCompletion: true });",
  RunStatus: "const worked: RunStatus = 'completed';",
  RunOutputCompleteness: "const isAll = run.output_completeness === 'proven';",
  RunError: 'const error: RunError | undefined = run.errors?.[0];',
  RunErrorCode: "const wasRefused = run.errors?.some(({ code }) => code === 'auth_failure');",
  RunStep: 'const steps: RunStep[] = await berth.getRunTimeline(run.run_id);',
  Version: 'const { version }: Version = await berth.getVersion();',
  ListBrowserProfilesQuery:
    "const filter: ListBrowserProfilesQuery = { search_key: 'shop', page_size: 100 };",
  CreateBrowserProfileRequest:
    "const request: CreateBrowserProfileRequest = { name: 'shop', browser_session_id: 'pbs_1' };",
  BrowserProfile: "const profile: BrowserProfile = await berth.getBrowserProfile('bp_1');",
  UpdateBrowserProfileRequest: "const renamed: UpdateBrowserProfileRequest = { name: 'shop, old' };",
  BrowserProfileUsage: "const usage: BrowserProfileUsage = await berth.getBrowserProfileUsage('bp_1');",
  SaveBrowserProfileRequest:
    "const request: SaveBrowserProfileRequest = { browser_session_id: 'pbs_1', on_conflict: 'new_version' };",
  CopyBrowserProfileRequest: "const request: CopyBrowserProfileRequest = { name: 'shop, for tests' };",
  StorageState: 'const state: StorageState = await context.storageState();',
  StorageCookie: 'const cookie: StorageCookie | undefined = state.cookies[0];',
  StorageOrigin: 'const origin: StorageOrigin | undefined = state.origins[0];',
  ExportBrowserProfileRequest:
    "const request: ExportBrowserProfileRequest = { passphrase: 'correct horse battery staple' };",
  BrowserProfileStorageStateQuery: "const query: BrowserProfileStorageStateQuery = { version_id: 'pv_1' };",
  SavedCookie: 'const cookie: SavedCookie | undefined = version.sites[0]?.cookies[0];',
  SavedSite: 'const site: SavedSite | undefined = version.sites[0];',
  BrowserProfileVersion:
    "const [newest]: BrowserProfileVersion[] = await berth.listBrowserProfileVersions('bp_1');",
  ListBrowserProfileVersionsQuery: 'const page: ListBrowserProfileVersionsQuery = { page: 2 };',
  DiffBrowserProfileVersionQuery: "const query: DiffBrowserProfileVersionQuery = { against: 'pv_1' };",
  BrowserProfileVersionDiff:
    "const { lines }: BrowserProfileVersionDiff = await berth.diffBrowserProfileVersion('bp_1', 'pv_2');",
  FieldError: 'const { loc, msg }: FieldError = error.fields[0];',
};

const path = 'packages/sdk/src/types.gen.ts';
const file = new URL(`../${path}`, import.meta.url);

// What the document holds is what the contract made: its shape is known.
const document = openApiDocument('0') as unknown as Document;
const { schemas } = document.components;
const served = Object.values(document.paths)
  .flatMap(methods => Object.values(methods))
  .filter(({ operationId }) => !withoutMethod.includes(operationId));

const requests: string[] = [];
const answers: string[] = [];
const responses: string[] = [];
for (const operation of served) {
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body !== undefined) collect(body, requests);
  const answer = operation.responses[200]?.content['application/json']?.schema ?? {};
  collect(answer, answers);
  responses.push(`  readonly ${operation.operationId}: ${answerType(operation, answer)};\n`);
}
collect({ $ref: '#/components/schemas/FieldError' }, answers);

const declarations = [
  ...served.flatMap(declareQuery),
  ...[...new Set([...requests, ...answers])].map(name =>
    declare(name, schemas[name] ?? {}, requests.includes(name)),
  ),
];

const fresh =
  format(`// Written by scripts/sdk-types.ts from the contract; run \`npm run generate\` instead of editing.

${declarations.join('\n')}
/** What each operation answers with. */
export interface Responses {
${responses.join('')}}
`);

if (!process.argv.includes('--check')) await writeFile(file, fresh);
else if ((await readFile(file, 'utf8').catch(() => '')) !== fresh) {
  console.error(`${path} is stale: run \`npm run generate\` and commit it.`);
  process.exitCode = 1;
}

function answerType({ responses: answered }: Operation, answer: Schema): string {
  if (answered[204] !== undefined) return 'undefined';
  return answered[200]?.content['application/octet-stream'] === undefined ? typeOf(answer) : 'Blob';
}

/** Adds the names of all schemas that `schema` refers to. */
function collect(schema: Schema, names: string[]): void {
  const name = referredName(schema);
  if (name !== undefined && !names.includes(name)) {
    names.push(name);
    collect(schemas[name] ?? {}, names);
  }
  const { items, anyOf = [], properties = {}, additionalProperties } = schema;
  const inner = [items, additionalProperties, ...anyOf, ...Object.values(properties)];
  for (const one of inner) if (typeof one === 'object') collect(one, names);
}

function declareQuery(operation: Operation): string[] {
  const fields = (operation.parameters ?? []).filter(parameter => parameter.in === 'query');
  if (fields.length === 0) return [];
  const properties = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));
  const name = `${operation.operationId[0]?.toUpperCase()}${operation.operationId.slice(1)}Query`;
  return [declare(name.replace(/^Get/, ''), { type: 'object', properties }, true)];
}

function declare(name: string, schema: Schema, isRequest: boolean): string {
  const example = examples[name];
  if (example === undefined) throw new Error(`scripts/sdk-types.ts has no example of ${name}.`);
  const opening = schema.description === undefined ? '' : ` * ${schema.description}\n *\n`;
  const comment = `/**\n${opening} * @example\n * \`\`\`ts\n * ${example}\n * \`\`\`\n */\n`;
  const plain = schema.properties !== undefined && schema.anyOf === undefined;
  return plain
    ? `${comment}export interface ${name} ${objectType(schema, isRequest)}\n`
    : `${comment}export type ${name} = ${typeOf(schema, isRequest)};\n`;
}

/** What is sent may be read-only; what was received is the receiver's own. */
function typeOf(schema: Schema, isRequest = false): string {
  const name = referredName(schema);
  if (name !== undefined) return name;
  if (schema.anyOf !== undefined) return unionOf(schema.anyOf.map(one => typeOf(one, isRequest)));
  if (schema.enum !== undefined) return unionOf(schema.enum.map(value => JSON.stringify(value)));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (typeof schema.type !== 'string') {
    return schema.type === undefined
      ? 'unknown'
      : unionOf(schema.type.map(type => typeOf({ ...schema, type }, isRequest)));
  }
  return plainType(schema.type, schema, isRequest);
}

function plainType(type: string, schema: Schema, isRequest: boolean): string {
  const readonly = isRequest ? 'readonly ' : '';
  switch (type) {
    case 'integer':
      return 'number';
    case 'array':
      return `${readonly}(${typeOf(schema.items ?? {}, isRequest)})[]`;
    case 'object':
      if (schema.properties !== undefined) return objectType(schema, isRequest);
      return `{ ${readonly}[key: string]: ${typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties, isRequest) : 'unknown'} }`;
    default:
      return type;
  }
}

function objectType({ properties = {}, required = [] }: Schema, isRequest: boolean): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = typeOf(schema, isRequest);
    const { description, default: byDefault, examples: instances = [] } = schema;
    const comment = comments([
      ...(description === undefined ? [] : [description]),
      ...bounds(schema),
      ...(byDefault === undefined || byDefault === null
        ? []
        : [`Default: \`${JSON.stringify(byDefault)}\`.`]),
      ...instances.map(example => `Such as \`${example}\`.`),
    ]);
    const key = `${isRequest ? 'readonly ' : ''}${name}`;
    return `${comment}${required.includes(name) ? `${key}: ${type}` : `${key}?: ${type} | undefined`};\n`;
  });
  return `{\n${fields.join('')}}`;
}

/** The bounds of a number that may be null. */
function bounds({ anyOf = [] }: Schema): string[] {
  const { minimum, maximum } = anyOf.find(one => one.type === 'integer') ?? {};
  if (minimum === undefined) return [];
  return [maximum === undefined ? `At least ${minimum}.` : `From ${minimum} to ${maximum}.`];
}

function unionOf(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function referredName({ $ref: reference }: Schema): string | undefined {
  return reference?.split('/').at(-1);
}

function comments(sentences: readonly string[]): string {
  return sentences.length === 0 ? '' : `/** ${sentences.join(' ')} */\n`;
}

function format(source: string): string {
  const biome = new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url).pathname;
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${path}`], {
    input: source,
    encoding: 'utf8',
  });
}
