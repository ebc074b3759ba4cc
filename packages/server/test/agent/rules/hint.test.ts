import { describe, expect, it } from 'vitest';
import { chooseHint, hintsIn } from '../../../src/agent/rules/sign-in/hint.ts';

describe('hints of a password', () => {
  it.each([
    ['Demo password: hunter2', 'hunter2'],
    ['To try it, use password `secret`', 'secret'],
    ['Username: demo Password: pass1234', 'pass1234'],
    ['The password is "open sesame".', 'open sesame'],
    ['Demo account: demo@example.com / hunter2', 'hunter2'],
    ['Log in with demo and the demo password = letmein', 'letmein'],
    ['Forgot your password?', null],
    ['Password must be at least 8 characters', null],
    ['Password is required', null],
    ['Password: •••••', null],
    ['Password rules', null],
    ['User name Password Log in', null],
    ['Password: 8-64 characters, at least one digit.', null],
    ['Since 2024 a password is 12+ characters long.', null],
    ['Demo shop. Password: 10+ signs', null],
    ['Try a password: 8 to 20 letters', null],
    ['Test password: min. 9 characters', null],
    ['Passwort: 8–64 Zeichen', null],
    ['Password: A-Z, 0-9', null],
    ['Use your company password: Mo-Fri we help at desk-4', null],
    ['The password "admin1" is not allowed.', null],
    ['Demo. E-mail Password: \u241e 2FA-help', null],
    ['User name: ann, password: opensesame7', 'opensesame7'],
  ])('in "%s": %s', (text, password) => {
    expect(chooseHint(hintsIn(text), null)).toBe(password);
  });

  it('goes by the user where a page shows several', () => {
    const hints = hintsIn('ann@x.org / first1 and bob@x.org / second2');
    expect(chooseHint(hints, 'bob@x.org')).toBe('second2');
    expect(chooseHint(hints, null)).toBeNull();
  });
});
