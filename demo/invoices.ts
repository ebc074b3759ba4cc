// The same 47 invoices in every run, newest first, so that tests and docs can name them.
import { type Customer, customers } from './customers.ts';

export type InvoiceStatus = 'Paid' | 'Open' | 'Overdue';

export type InvoiceLine = { readonly item: string; readonly quantity: number; readonly unitCents: number };

export type Invoice = {
  readonly number: string;
  readonly customer: Customer;
  /** ISO dates. */
  readonly issued: string;
  readonly due: string;
  readonly status: InvoiceStatus;
  readonly lines: readonly InvoiceLine[];
  readonly amountCents: number;
};

/** The day the books are at. A real clock would turn open invoices overdue under the tests. */
export const booksDate = '2026-07-15';

const dayMs = 24 * 60 * 60 * 1000;

const goods: readonly Omit<InvoiceLine, 'quantity'>[] = [
  { item: 'Braided dock line, 12 mm × 10 m', unitCents: 3_450 },
  { item: 'Galvanised anchor, 15 kg', unitCents: 12_900 },
  { item: 'Marine varnish, 2.5 l', unitCents: 6_480 },
  { item: 'Inflatable fender, large', unitCents: 4_225 },
  { item: 'Brass cabin lamp', unitCents: 8_995 },
  { item: 'Life jacket, adult', unitCents: 7_150 },
  { item: 'Stainless shackle set', unitCents: 2_360 },
  { item: 'Sail repair kit', unitCents: 3_875 },
  { item: 'Delivery to the quay', unitCents: 1_800 },
];

export const invoices: readonly Invoice[] = writeInvoices(47).toReversed();

function writeInvoices(count: number): Invoice[] {
  const roll = createDice(2026);
  let serial = 0;
  let issuedAt = Date.parse('2026-01-05');
  return Array.from({ length: count }, () => {
    // Numbers have gaps, as in any ledger with drafts and cancellations: nobody can guess them.
    serial += 1 + roll(3);
    issuedAt += (2 + roll(5)) * dayMs;
    return writeInvoice({ serial, issuedAt, roll });
  });
}

function writeInvoice(entry: { serial: number; issuedAt: number; roll: Dice }): Invoice {
  const { serial, issuedAt, roll } = entry;
  const customer = pick(customers, roll);
  const due = isoDate(issuedAt + customer.termsDays * dayMs);
  const isUnpaid = roll(6) === 0;
  const status = due >= booksDate ? 'Open' : isUnpaid ? 'Overdue' : 'Paid';
  const lines = writeLines(roll);
  return {
    number: `INV-2026-${String(serial).padStart(4, '0')}`,
    customer,
    issued: isoDate(issuedAt),
    due,
    status,
    lines,
    amountCents: lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0),
  };
}

function writeLines(roll: Dice): InvoiceLine[] {
  const first = roll(goods.length);
  return Array.from({ length: 1 + roll(4) }, (_, index) => {
    const { item, unitCents } = pick(goods, sides => (first + index) % sides);
    return { item, quantity: 1 + roll(12), unitCents };
  });
}

type Dice = (sides: number) => number;

/** Throws the same numbers in every run (Park–Miller). */
function createDice(seed: number): Dice {
  let state = seed;
  return sides => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

function pick<T>(list: readonly T[], roll: Dice): T {
  const picked = list[roll(list.length)];
  if (picked === undefined) throw new Error('There is nothing to pick from.');
  return picked;
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
