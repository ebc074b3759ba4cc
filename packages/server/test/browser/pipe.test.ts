import { expect, test } from 'vitest';
import { splitMessages } from '../../src/browser/pipe.ts';

test('messages come out whole, however the bytes arrive', () => {
  const messages = ['{"id":1}', '{"text":"é💥"}', 'x'.repeat(10_000)];
  const stream = Buffer.from(`\0${messages.join('\0')}\0\0`);
  for (const size of [1, 2, 7, 4096, stream.length]) {
    const seen: string[] = [];
    const take = splitMessages(message => seen.push(message.toString()));
    for (let from = 0; from < stream.length; from += size) take(stream.subarray(from, from + size));
    expect(seen).toEqual(messages);
  }
});
