import { describe, expect, it } from 'vitest';
import { secretsIn } from '../../../src/agent/language/secrets.ts';
import { keepableRequest } from '../../../src/domain/run.ts';

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
    ['Log in as kim:Tulpe9 and extract all parcels', ['Tulpe9']],
    ['Log in as kim->Tulpe9', ['Tulpe9']],
    ['Log in with Tulpe9', ['Tulpe9']],
    ['type Tulpe9 into Kennwort', ['Tulpe9']],
    ['type Tulpe9 and click "Log in"', ['Tulpe9']],
    ['Go to https://kim:Tulpe%409@x.org/', ['Tulpe%409', 'Tulpe@9']],
    ['Go to https://x.org/?access_token=Tulpe9&page=2', ['Tulpe9']],
    ['Find out whether the lamp is red', []],
    ['Extract all lamps where colour = red', []],
    ['Log in with username kim and password Tulpe9. Buy the cheapest lamp', ['Tulpe9']],
    ['Do whatever it takes. pwd: hunter2', ['hunter2']],
    ['Log in as kim:Tulpe9', ['Tulpe9']],
    ['Log in as kim@x.org:Tulpe9', ['Tulpe9']],
  ])('finds those of "%s"', (prompt, secrets) => {
    expect(secretsIn(prompt)).toEqual(secrets);
  });

  it.each([
    'Kannst du mich anmelden: kim/Tulpe9',
    'Log in with kim Tulpe9',
    'Log in kim Tulpe9',
    'Log in as kim (Tulpe9)',
    'Log in as kim, Tulpe9',
    'Log in as kim - Tulpe9',
    'Log in as kim & Tulpe9!',
    'Log in as "kim" "Tulpe9"',
    'Log in as kim and use Tulpe9 as password',
    "Log in as kim. My password's Tulpe9",
    'Log in as kim. Then Tulpe9.',
    'Kim, Tulpe9. Log in with these.',
    'Enter kim and Tulpe9 and sign in',
    'Use kim / Tulpe9 to get into the portal',
    'Tulpe9 is the passcode, log in as kim',
    'Unlock it with Tulpe9',
    'Log in with code Tulpe9',
    'Melde dich an als kim mit Passwort Tulpe9',
    'Connecte-toi avec kim et le mot de passe Tulpe9',
    'Inicia sesión con kim y contraseña Tulpe9',
    '{"username":"kim","password":"Tulpe9"} log in',
    '{\n  "user": "kim",\n  "pass": "Tulpe9"\n}',
    'user=kim&pw=Tulpe9',
    'If you can, log in with password Tulpe9 and buy a boat',
  ])('leaves none of it where it keeps "%s"', prompt => {
    const request = { prompt, url: null, parameters: {}, maxSteps: 1 };
    expect(keepableRequest(request, request, secretsIn(prompt)).prompt).not.toMatch(/tulpe|9/i);
  });

  it('takes a word for one where nothing tells it from a password', () => {
    expect(secretsIn('Log in with kim sunshine')).toContain('sunshine');
  });

  it('leaves the words that say what was wanted', () => {
    const secrets = secretsIn('Please log me into the site with user kim and my password (Tulpe9)');
    expect(secrets.filter(each => /please|log|site|with|user|and|password$/i.test(each))).toEqual([]);
  });

  it('takes what follows an unquoted password without a meaning for the rest of it', () => {
    const secrets = secretsIn('Log in with username ann and password Zitrone 99+x');
    expect(secrets).toEqual(expect.arrayContaining(['Zitrone 99+x', '99+x', 'Zitrone']));
  });
});
