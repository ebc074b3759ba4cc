import { formatDate, formatMoney } from '../format.ts';
import type { Invoice, InvoiceStatus } from '../invoices.ts';
import { type Html, html } from '../web/html.ts';

export function invoiceTable(invoices: readonly Invoice[]): Html {
  return html`<table>
<thead>
<tr>
  <th scope="col">Number</th>
  <th scope="col">Customer</th>
  <th scope="col">Issued</th>
  <th scope="col">Due</th>
  <th scope="col" class="amount">Amount</th>
  <th scope="col">Status</th>
</tr>
</thead>
<tbody>
${invoices.map(invoiceRow)}</tbody>
</table>`;
}

export function badge(status: InvoiceStatus): Html {
  return html`<span class="badge ${status.toLowerCase()}">${status}</span>`;
}

export function time(isoDate: string): Html {
  return html`<time datetime="${isoDate}">${formatDate(isoDate)}</time>`;
}

function invoiceRow(invoice: Invoice): Html {
  return html`<tr>
  <td><a href="/invoices/${invoice.number}">${invoice.number}</a></td>
  <td>${invoice.customer.name}</td>
  <td>${time(invoice.issued)}</td>
  <td>${time(invoice.due)}</td>
  <td class="amount">${formatMoney(invoice.amountCents)}</td>
  <td>${badge(invoice.status)}</td>
</tr>
`;
}
