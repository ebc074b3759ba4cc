import { formatDate, formatMoney } from '../format.ts';
import { booksDate, type InvoiceStatus, invoices } from '../invoices.ts';
import { type Html, html } from '../web/html.ts';
import { page, type Reply } from '../web/reply.ts';
import type { SignedInVisit } from '../web/route.ts';
import { invoiceTable } from './invoice-table.ts';
import { appLayout } from './layout.ts';

export function showDashboard(visit: SignedInVisit): Reply {
  const body = html`<div class="title">
  <h1>Dashboard</h1>
  <p>${visit.session.settings.companyName} · as of ${formatDate(booksDate)}</p>
</div>
<dl class="figures">
  ${figure({ name: 'Paid this year', status: 'Paid' })}
  ${figure({ name: 'Open', status: 'Open' })}
  ${figure({ name: 'Overdue', status: 'Overdue' })}
</dl>
<div class="title">
  <h2>Latest invoices</h2>
  <a href="/invoices">All invoices</a>
</div>
${invoiceTable(invoices.slice(0, 5))}`;
  return page(appLayout({ title: 'Dashboard', section: 'Dashboard', body }));
}

function figure({ name, status }: { name: string; status: InvoiceStatus }): Html {
  const counted = invoices.filter(invoice => invoice.status === status);
  const cents = counted.reduce((sum, invoice) => sum + invoice.amountCents, 0);
  return html`<div class="card">
    <dt>${name}</dt>
    <dd><strong>${formatMoney(cents)}</strong> ${counted.length} invoices</dd>
  </div>`;
}
