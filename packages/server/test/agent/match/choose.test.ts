import { describe, expect, it } from 'vitest';
import { choose } from '../../../src/agent/match/choose.ts';
import { similarity } from '../../../src/agent/match/similarity.ts';

const FLOOR = 0.78;

describe('similarity', () => {
  it.each([
    ['Invoices', 'Invoices'],
    ['invoices', 'INVOICES'],
    ['invoice', 'Invoices'],
    ['Invoices', 'Invoices (3)'],
    ['Inbox', 'Inbox 12'],
    ['Log in', 'Login'],
    ['E-mail', 'Email'],
    ['invoices', 'View all invoices'],
    ['settings', 'Preferences'],
    ['cart', 'Basket'],
    ['Café', 'cafe'],
  ])('accepts "%s" for "%s"', (phrase, name) => {
    expect(similarity(phrase, name)).toBeGreaterThanOrEqual(FLOOR);
  });

  it.each([
    ['invoices', 'Create invoice'],
    ['invoices', 'Invoice settings'],
    ['Save', 'Save and close'],
    ['Delete', 'Delete all'],
    ['Log in', 'Log out'],
    ['Safe', 'Save'],
    ['Customers', 'Custom fields'],
    ['password', 'Show password'],
    ['Order', 'Order history'],
    ['invoices', ''],
  ])('does not accept "%s" for "%s"', (phrase, name) => {
    expect(similarity(phrase, name)).toBeLessThan(FLOOR);
  });
});

describe('choosing', () => {
  const candidate = (score: number, target: string) => ({ item: target, score, label: target, target });

  it('takes a clear winner', () => {
    expect(choose([candidate(0.8, 'a'), candidate(0.95, 'b')])).toMatchObject({
      kind: 'chosen',
      candidate: { item: 'b' },
    });
  });

  it('takes nothing below the floor', () => {
    expect(choose([candidate(0.77, 'a')])).toMatchObject({ kind: 'none' });
  });

  it('refuses two targets that are equally good', () => {
    expect(choose([candidate(0.95, 'a'), candidate(0.9, 'b')])).toMatchObject({ kind: 'ambiguous' });
  });

  it('sees no ambiguity between two ways to one address', () => {
    expect(choose([candidate(0.95, 'a'), candidate(0.95, 'a')])).toMatchObject({ kind: 'chosen' });
  });
});
