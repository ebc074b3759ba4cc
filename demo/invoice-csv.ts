import type { Invoice } from './invoices.ts';

/** RFC 4180, amounts as plain decimals so that spreadsheets add them up. */
export function writeInvoiceCsv(invoices: readonly Invoice[]): string {
  const head = ['Number', 'Customer', 'Issued', 'Due', 'Amount (USD)', 'Status'];
  const rows = invoices.map(invoice => [
    invoice.number,
    invoice.customer.name,
    invoice.issued,
    invoice.due,
    (invoice.amountCents / 100).toFixed(2),
    invoice.status,
  ]);
  return [head, ...rows].map(row => `${row.map(quote).join(',')}\r\n`).join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
