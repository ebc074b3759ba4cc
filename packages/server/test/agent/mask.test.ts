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

  it('covers a very short secret only where it stands alone', () => {
    expect(new Mask(['ab']).text('ab about')).toBe('••• about');
  });
});
