import { describe, expect, it } from 'vitest';
import { secretsIn } from '../../../src/agent/language/secrets.ts';

describe('the secrets of a prompt', () => {
  it.each([
    ['Log in with username ann and password hunter2', ['hunter2']],
    ['Log in as ann / hunter2', ['hunter2']],
    ['Log in as ann. The password is "two words".', ['two words']],
    ['Enter username ann and password hunter2', ['hunter2']],
    ['type hunter2 into the password field', ['hunter2']],
    ['Log in with username ann and password {{password}}', []],
    ['Log in with username demo@example.com', []],
    ['Go to the password reset page', []],
    ['If you can, log in with password hunter2 and buy a boat', ['hunter2']],
    ['Do whatever it takes. pwd: hunter2', ['hunter2']],
  ])('finds those of "%s"', (prompt, secrets) => {
    expect(secretsIn(prompt)).toEqual(secrets);
  });

  it('takes what follows an unquoted password without a meaning for the rest of it', () => {
    const secrets = secretsIn('Log in with username ann and password Zitrone 99+x');
    expect(secrets).toEqual(expect.arrayContaining(['Zitrone 99+x', '99+x', 'Zitrone']));
  });
});
