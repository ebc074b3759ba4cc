import { expect, test } from 'vitest';
import { unsnappy } from '../../../src/browser/leveldb/snappy.ts';

const literal = (text: string): number[] => [(text.length - 1) << 2, ...Buffer.from(text)];

test.each([
  ['nothing', [0], ''],
  ['a literal', [3, ...literal('abc')], 'abc'],
  ['a long literal', [100, 60 << 2, 99, ...Buffer.from('x'.repeat(100))], 'x'.repeat(100)],
  ['a longer one', [0xac, 2, 61 << 2, 0x2b, 1, ...Buffer.from('y'.repeat(300))], 'y'.repeat(300)],
  ['a near copy that reaches into itself', [12, ...literal('ab'), (6 << 2) | 1, 2], 'abababababab'],
  ['a farther copy', [8, ...literal('abcd'), (3 << 2) | 2, 4, 0], 'abcdabcd'],
  ['a far copy', [6, ...literal('abcd'), (1 << 2) | 3, 4, 0, 0, 0], 'abcdab'],
])('%s comes out as it went in', (_what, compressed, text) => {
  expect(unsnappy(Buffer.from(compressed)).toString()).toBe(text);
});

test.each([
  ['a copy from before the beginning', [8, ...literal('abcd'), (3 << 2) | 2, 5, 0]],
  ['a copy from nowhere', [8, ...literal('abcd'), (3 << 2) | 2, 0, 0]],
  ['a copy beyond the end', [5, ...literal('abcd'), (3 << 2) | 2, 4, 0]],
  ['a literal that is cut short', [8, (7 << 2) | 0, 97]],
  ['a literal beyond the end', [2, ...literal('abcd')]],
  ['less than it says', [9, ...literal('abcd')]],
  ['a length that is too large', [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['no bytes at all', []],
])('%s is refused', (_what, compressed) => {
  expect(() => unsnappy(Buffer.from(compressed))).toThrow(RangeError);
});
