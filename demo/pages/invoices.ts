import { writeInvoiceCsv } from '../invoice-csv.ts';
import { invoices } from '../invoices.ts';
import { type Html, html } from '../web/html.ts';
import { Refusal } from '../web/refusal.ts';
import { download, page, type Reply } from '../web/reply.ts';
import type { SignedInVisit } from '../web/route.ts';
import { invoiceTable } from './invoice-table.ts';
import { appLayout } from './layout.ts';

const pageSize = 10;
const pageCount = Math.ceil(invoices.length / pageSize);

export function showInvoices(visit: SignedInVisit): Reply {
  const current = parsePage(visit.url.searchParams.get('page') ?? '1');
  const start = (current - 1) * pageSize;
  const shown = invoices.slice(start, start + pageSize);
  const body = html`<div class="title">
  <h1>Invoices</h1>
  <a class="button" href="/invoices.csv">Export CSV</a>
</div>
${invoiceTable(shown)}
<div class="below">
  <p>Showing ${start + 1}–${start + shown.length} of ${invoices.length} invoices</p>
  ${pager(current)}
</div>`;
  return page(appLayout({ title: 'Invoices', section: 'Invoices', body }));
}

export function exportInvoices(): Reply {
  return download({
    name: 'invoices.csv',
    type: 'text/csv; charset=utf-8',
    body: writeInvoiceCsv(invoices),
  });
}

function parsePage(text: string): number {
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > pageCount) throw new Refusal('not-found');
  return number;
}

/** A step that leads nowhere is left out, so that whoever pages on knows the end when Next is gone. */
function pager(current: number): Html {
  const numbers = Array.from({ length: pageCount }, (_, index) => {
    const number = index + 1;
    const mark = number === current && html` aria-current="page"`;
    return html`<li><a href="/invoices?page=${number}" aria-label="Page ${number}"${mark}>${number}</a></li>`;
  });
  const previous = html`<li><a href="/invoices?page=${current - 1}" rel="prev">Previous</a></li>`;
  const next = html`<li><a href="/invoices?page=${current + 1}" rel="next">Next</a></li>`;
  return html`<nav class="pager" aria-label="Pages"><ul>
    ${current > 1 && previous}
    ${numbers}
    ${current < pageCount && next}
  </ul></nav>`;
}
