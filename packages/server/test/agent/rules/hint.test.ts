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
  ])('in "%s": %s', (text, password) => {
    expect(chooseHint(hintsIn(text), null)).toBe(password);
  });

  it('goes by the user where a page shows several', () => {
    const hints = hintsIn('ann@x.org / first1 and bob@x.org / second2');
    expect(chooseHint(hints, 'bob@x.org')).toBe('second2');
    expect(chooseHint(hints, null)).toBeNull();
  });
});
