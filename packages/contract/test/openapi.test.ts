import { expect, test } from 'vitest';
import { openApiDocument, operations } from '../src/index.ts';

const document = openApiDocument('1.0.0');

test('every reference leads to a schema that says more than another reference', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, name] of references) {
    const schema = Reflect.get(Object(Reflect.get(Object(document.components), 'schemas')), name ?? '');
    // An object, an enumeration or a choice: whatever it is, it says so itself.
    expect(Object.keys(schema).filter(key => ['type', 'enum', 'anyOf', 'oneOf'].includes(key))).not.toEqual(
      [],
    );
  }
});

test('every operation is there, with its parameters and where each of them goes', () => {
  for (const [id, operation] of Object.entries(operations)) {
    const described = Reflect.get(Object(document.paths), operation.path)[operation.method.toLowerCase()];
    expect(described.operationId).toBe(id);
    const query = 'query' in operation ? Object.keys(operation.query.shape) : [];
    const expected = [
      ...Object.keys(operation.params).map(name => ({ name, in: 'path', required: true })),
      ...query.map(name => ({ name, in: 'query', required: false })),
      ...('takesIdempotencyKey' in operation
        ? [{ name: 'Idempotency-Key', in: 'header', required: false }]
        : []),
    ];
    expect(described.parameters ?? []).toMatchObject(expected);
  }
});
