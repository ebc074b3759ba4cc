import { describe, expect, it } from 'vitest';
import { Mask } from '../../src/agent/mask.ts';

describe('masking', () => {
  it('covers secrets in every text of a value, keys included', () => {
    const mask = new Mask(['hunter2']);
    expect(mask.value({ hunter2: ['a hunter2 b', 3, null] })).toEqual({ '•••': ['a ••• b', 3, null] });
  });

  it('covers a secret as an address encodes it', () => {
    expect(new Mask(['p&ss word']).text('/login?pw=p%26ss%20word')).toBe('/login?pw=•••');
  });

  it.each([
    ['a form', new URLSearchParams({ pw: "K 7&x!'~é" }).toString()],
    [
      'a strict encoder',
      `pw=${encodeURIComponent("K 7&x!'~é").replaceAll('!', '%21').replaceAll("'", '%27')}`,
    ],
    ['an address', `pw=${encodeURI("K 7&x!'~é")}`],
    ['an address in an address', `pw=${encodeURIComponent(encodeURIComponent("K 7&x!'~é"))}`],
    ['lower-case hexadecimals', 'pw=K%207%26x!%27~%c3%a9'],
    ['HTML', 'pw=K 7&amp;x!&#39;~&#233;'],
    ['JSON', 'pw=K 7\\u0026x!\\u0027~\\u00e9'],
  ])('covers a secret as %s writes it', (_, text) => {
    expect(new Mask(["K 7&x!'~é"]).text(text)).toBe('pw=•••');
  });

  it.each(['', 'a:', 'ab:', 'ann:'])('covers a secret in Base64 behind "%s"', before => {
    const text = Buffer.from(`${before}hunter2hunter2`).toString('base64');
    expect(new Mask(['hunter2hunter2']).text(text)).toContain('•••');
  });

  it('covers a very short secret only where it stands alone', () => {
    expect(new Mask(['ab']).text('ab about')).toBe('••• about');
  });
});
