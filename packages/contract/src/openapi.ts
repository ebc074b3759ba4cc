import { z } from 'zod';
import { ErrorBody, type ErrorCode, errors } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { ImportBrowserProfileFields } from './profile.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the operations table. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  const schemas: Json = {};
  for (const [operationId, operation] of Object.entries<Operation>(operations)) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operationId, operation, schemas),
    };
  }
  schemaOf(ErrorBody, 'output', schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Berth',
      version,
      description: 'Browser sessions that stay alive, keep their logins and are never lost.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ apiKey: [] }, { bearer: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function describeOperation(operationId: string, operation: Operation, schemas: Json): Json {
  const parameters = [
    ...parametersOf(operation.params, { in: 'path', required: true }, schemas),
    ...parametersOf(operation.query?.shape ?? {}, { in: 'query', required: false }, schemas),
    ...(operation.takesIdempotencyKey ? [idempotencyKey] : []),
  ];
  return {
    operationId,
    summary: operation.summary,
    ...(operation.needsKey ? {} : { security: [] }),
    ...(operation.takesLink ? { security: [{ apiKey: [] }, { bearer: [] }, {}] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === null
      ? {}
      : {
          requestBody:
            typeof operation.body === 'string'
              ? { required: true, content: formOf(operation.body, schemas) }
              : { required: false, content: jsonContent(schemaOf(operation.body, 'input', schemas)) },
        }),
    responses: { ...answersOf(operation.response, schemas), ...errorResponses(operation) },
  };
}

function answersOf(response: Operation['response'], schemas: Json): Json {
  if (response === null) return { 204: { description: 'Done.' } };
  if (response === 'file') return { 200: { description: 'The file.', content: bytesContent } };
  if (response !== 'bytes') {
    return { 200: { description: 'Done.', content: jsonContent(schemaOf(response, 'output', schemas)) } };
  }
  return {
    200: { description: 'The file.', content: bytesContent },
    206: { description: 'The part that was asked for.', content: bytesContent },
  };
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A text of your own, new for each new request, that makes it safe to send the request again when its answer got lost: ' +
    'for 24 hours the same request under the same key answers with what the first one made, as it is then. A request that ' +
    'was refused, or whose browser did not start, made nothing: the next one under its key is a new attempt.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function parametersOf(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  place: { in: string; required: boolean },
  schemas: Json,
): Json[] {
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    ...place,
    schema: schemaOf(schema, 'input', schemas),
  }));
}

function errorResponses(operation: Operation): Json {
  const codes: ErrorCode[] = [...operation.errors, 'internal_error'];
  if (operation.needsKey) codes.push('invalid_credentials');
  const responses: Record<string, Json> = {};
  for (const status of [...new Set(codes.map(code => errors[code].status))].sort()) {
    const meanings = codes
      .filter(code => errors[code].status === status)
      .map(code => `\`${code}\`: ${errors[code].meaning}`);
    responses[status] = {
      description: meanings.join('\n\n'),
      content: jsonContent({ $ref: '#/components/schemas/ErrorBody' }),
    };
  }
  return responses;
}

const bytesContent: Json = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const binary: Json = { type: 'string', format: 'binary' };
const filesContent: Json = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'array', items: binary } },
    },
  },
};

function formOf(body: 'files' | 'profile', schemas: Json): Json {
  if (body === 'files') return filesContent;
  schemaOf(ImportBrowserProfileFields, 'input', schemas);
  const fields = { $ref: '#/components/schemas/ImportBrowserProfileFields' };
  const file = { type: 'object', required: ['file'], properties: { file: binary } };
  return { 'multipart/form-data': { schema: { allOf: [fields, file] } } };
}

const jsonContent = (schema: unknown): Json => ({ 'application/json': { schema } });

/** The JSON Schema of `schema`; schemas with an `id` are put into `schemas` and referred to. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output', schemas: Json): Json {
  const {
    $schema: _,
    $defs: definitions,
    ...root
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: context => showWireSchema(context.zodSchema, context.jsonSchema),
  });
  const definitionEntries = Object.entries(definitions ?? {});
  for (const [id, definition] of definitionEntries) schemas[id] = rewriteReferences(open(definition));
  return open(rewriteReferences(root));
}

/** A field that is read leniently appears as the plain type it stands for; ISO instants without their long pattern. */
function showWireSchema(schema: z.core.$ZodType, json: Json): void {
  const wireSchema = z.globalRegistry.get(schema)?.wireSchema;
  if (wireSchema !== undefined) {
    for (const key of Object.keys(json)) delete json[key];
    Object.assign(json, wireSchema);
  }
  if (json.format === 'date-time') delete json.pattern;
}

function rewriteReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : rewriteReferences(inner),
    ]),
  );
}

/** Objects stay open: strict generated clients must not break when a later version adds a field. */
function open(value: unknown): Json {
  const walk = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([key, rule]) => !(key === 'additionalProperties' && rule === false))
        .map(([key, rule]) => [key, walk(rule)]),
    );
  };
  return walk(value) as Json;
}
