import { describe, expect, it } from 'vitest';
import { readPrompt } from '../../../src/agent/language/prompt.ts';
import { ACTIONS, EXTRACTIONS, NAVIGATIONS, SIGN_INS } from './everyday.ts';
import { POLITE, VALUES, WAYS } from './plain.ts';
import { short } from './short.ts';

describe.each([
  ['signing in', SIGN_INS],
  ['going somewhere', NAVIGATIONS],
  ['clicking and typing', ACTIONS],
  ['extracting', EXTRACTIONS],
  ['being polite', POLITE],
  ['finding a way', WAYS],
  ['saying values', VALUES],
])('everyday words for %s', (_, corpus) => {
  it.each(corpus)('"%s" means: %s', (prompt, reading) => {
    expect(short(prompt)).toBe(reading);
  });

  it.each(corpus.filter(([, reading]) => reading === 'decline'))(
    'a decline of "%s" names words of it',
    prompt => {
      const reading = readPrompt(prompt);
      const phrase = reading.understood ? '' : reading.decline.phrase;
      expect(phrase).not.toBe('');
      expect(prompt).toContain(phrase);
    },
  );
});
