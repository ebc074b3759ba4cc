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
    ['Log in as kim:Tulpe9', ['Tulpe9']],
    ['Log in as kim@x.org:Tulpe9', ['Tulpe9']],
  ])('finds those of "%s"', (prompt, secrets) => {
    expect(secretsIn(prompt)).toEqual(secrets);
  });

  it.each([
    'Kannst du mich anmelden: kim/Tulpe9',
    'Log in with kim Tulpe9',
    'Log in as kim (Tulpe9)',
    'Log in as kim and use Tulpe9 as password',
    'Melde dich an als kim mit Passwort Tulpe9',
    '{"username":"kim","password":"Tulpe9"} log in',
  ])('finds the one that may be meant in "%s"', prompt => {
    expect(secretsIn(prompt)).toContain('Tulpe9');
  });

  it('takes what follows an unquoted password without a meaning for the rest of it', () => {
    const secrets = secretsIn('Log in with username ann and password Zitrone 99+x');
    expect(secrets).toEqual(expect.arrayContaining(['Zitrone 99+x', '99+x', 'Zitrone']));
  });
});
