import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../app.ts';
import { invoices } from '../invoices.ts';
import { get, signIn } from './visitor.ts';

let demo: Demo;
let cookie: string;

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  cookie = await signIn(demo.origin);
});

afterAll(() => demo.close());

describe('the invoice list', () => {
  it('shows each of the 47 once to whoever follows Next', async () => {
    const seen: string[] = [];
    const captions: string[] = [];
    let path: string | undefined = '/invoices';
    while (path !== undefined) {
      const body = await (await get(`${demo.origin}${path}`, cookie)).text();
      seen.push(
        ...Array.from(body.matchAll(/<td><a href="\/invoices\/([\w-]+)">/g), ([, number]) => `${number}`),
      );
      captions.push(/Showing .* invoices/.exec(body)?.[0] ?? '');
      path = /href="([^"]*)" rel="next"/.exec(body)?.[1];
    }
    expect(seen).toEqual(invoices.map(({ number }) => number));
    expect(new Set(seen).size).toBe(47);
    expect(captions).toHaveLength(5);
    expect(captions[0]).toBe('Showing 1–10 of 47 invoices');
    expect(captions[4]).toBe('Showing 41–47 of 47 invoices');
  });

  it.each(['0', '6', '-1', '1.5', 'two', ''])('has no page %j', async page => {
    const response = await get(`${demo.origin}/invoices?page=${page}`, cookie);
    expect(response.status).toBe(404);
  });

  it('numbers its invoices with gaps', () => {
    const serials = invoices.map(({ number }) => Number(number.slice(-4)));
    expect(Math.max(...serials) - Math.min(...serials)).toBeGreaterThan(47);
  });

  it('is exported as CSV', async () => {
    const response = await get(`${demo.origin}/invoices.csv`, cookie);
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="invoices.csv"');
    expect(lines[0]).toBe('Number,Customer,Issued,Due,Amount (USD),Status');
    expect(lines.slice(1).map(line => line.split(',')[0])).toEqual(invoices.map(({ number }) => number));
  });
});

describe('an invoice', () => {
  it('adds up to its amount', async () => {
    for (const { lines, amountCents } of invoices) {
      expect(lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0)).toBe(amountCents);
    }
  });

  it('shows its customer, escaped', async () => {
    const invoice = invoices.find(({ customer }) => customer.name === "Keel & O'Brien Rigging");
    const response = await get(`${demo.origin}/invoices/${invoice?.number}`, cookie);
    expect(await response.text()).toContain('<dd>Keel &amp; O&#39;Brien Rigging</dd>');
  });

  it.each(invoices.slice(0, 3))('downloads as a PDF: $number', async ({ number }) => {
    const response = await get(`${demo.origin}/invoices/${number}/download`, cookie);
    const file = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${number}.pdf"`);
    expect(file).toContain(`(Invoice ${number})`);

    const tableAt = Number(/startxref\n(\d+)/.exec(file)?.[1]);
    expect(file.slice(tableAt, tableAt + 4)).toBe('xref');
    const offsets = Array.from(file.matchAll(/^(\d{10}) 00000 n/gm), ([, offset]) => Number(offset));
    offsets.forEach((offset, index) => {
      expect(file.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj`));
    });
  });

  it.each(['INV-2026-9999', 'INV-2026-9999/download'])('is not found when there is none: %s', async path => {
    expect((await get(`${demo.origin}/invoices/${path}`, cookie)).status).toBe(404);
  });
});
