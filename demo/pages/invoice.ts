import { formatMoney } from '../format.ts';
import { writeInvoicePdf } from '../invoice-pdf.ts';
import { type Invoice, type InvoiceLine, invoices } from '../invoices.ts';
import { type Html, html } from '../web/html.ts';
import { Refusal } from '../web/refusal.ts';
import { download, page, type Reply } from '../web/reply.ts';
import type { SignedInVisit } from '../web/route.ts';
import { badge, time } from './invoice-table.ts';
import { appLayout } from './layout.ts';

export function showInvoice(visit: SignedInVisit): Reply {
  const invoice = findInvoice(visit);
  const body = html`<p class="back"><a href="/invoices">All invoices</a></p>
<div class="title">
  <h1>Invoice ${invoice.number}</h1>
  <a class="button" href="/invoices/${invoice.number}/download">Download</a>
</div>
${facts(invoice)}
<h2>Items</h2>
${lineTable(invoice)}`;
  return page(appLayout({ title: `Invoice ${invoice.number}`, section: 'Invoices', body }));
}

export function downloadInvoice(visit: SignedInVisit): Reply {
  const invoice = findInvoice(visit);
  return download({
    name: `${invoice.number}.pdf`,
    type: 'application/pdf',
    body: writeInvoicePdf(invoice),
  });
}

function findInvoice(visit: SignedInVisit): Invoice {
  const found = invoices.find(invoice => invoice.number === visit.params.number);
  if (found === undefined) throw new Refusal('not-found');
  return found;
}

function facts(invoice: Invoice): Html {
  const { customer } = invoice;
  return html`<dl class="facts card">
  <div><dt>Customer</dt><dd>${customer.name}</dd></div>
  <div><dt>Contact</dt><dd>${customer.contact}, ${customer.email}</dd></div>
  <div><dt>Issued</dt><dd>${time(invoice.issued)}</dd></div>
  <div><dt>Due</dt><dd>${time(invoice.due)}</dd></div>
  <div><dt>Status</dt><dd>${badge(invoice.status)}</dd></div>
  <div><dt>Amount</dt><dd>${formatMoney(invoice.amountCents)}</dd></div>
</dl>`;
}

function lineTable(invoice: Invoice): Html {
  return html`<table>
<thead>
<tr>
  <th scope="col">Item</th>
  <th scope="col" class="amount">Quantity</th>
  <th scope="col" class="amount">Unit price</th>
  <th scope="col" class="amount">Price</th>
</tr>
</thead>
<tbody>
${invoice.lines.map(lineRow)}</tbody>
<tfoot>
<tr><th scope="row" colspan="3">Total</th><td class="amount">${formatMoney(invoice.amountCents)}</td></tr>
</tfoot>
</table>`;
}

function lineRow(line: InvoiceLine): Html {
  return html`<tr>
  <td>${line.item}</td>
  <td class="amount">${line.quantity}</td>
  <td class="amount">${formatMoney(line.unitCents)}</td>
  <td class="amount">${formatMoney(line.quantity * line.unitCents)}</td>
</tr>
`;
}
