import { describe, expect, test } from 'vitest';
import { distinctName, safeFilename } from '../../src/domain/file-name.ts';

describe('safeFilename', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['../../x', 'x'],
    ['..\\..\\y.txt', 'y.txt'],
    ['C:\\Windows\\z.ini', 'z.ini'],
    ['/', 'file'],
    ['', 'file'],
    ['...', 'file'],
    ['.bashrc', 'bashrc'],
    ['a\u0000b\n.txt', 'ab.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['console.txt', 'console.txt'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['\ud800.txt', '\ufffd.txt'],
  ])('%j → %j', (name, safe) => {
    expect(safeFilename(name)).toBe(safe);
  });

  test('a long name keeps its extension and whole characters', () => {
    const safe = safeFilename(`${'日'.repeat(300)}.pdf`);
    expect(safe).toBe(`${'日'.repeat(83)}.pdf`);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255);
  });
});

test('distinctName counts, before the extension and within the limit', () => {
  expect(distinctName('a.csv', new Set())).toBe('a.csv');
  expect(distinctName('a.csv', new Set(['a.csv', 'a (1).csv']))).toBe('a (2).csv');
  const long = `${'n'.repeat(251)}.txt`;
  expect(distinctName(long, new Set([long]))).toBe(`${'n'.repeat(247)} (1).txt`);
});
