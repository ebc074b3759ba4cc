import { type Customer, customers } from '../customers.ts';
import { formatMoney } from '../format.ts';
import { invoices } from '../invoices.ts';
import { type Html, html } from '../web/html.ts';
import { page, type Reply } from '../web/reply.ts';
import type { SignedInVisit } from '../web/route.ts';
import { appLayout } from './layout.ts';

export function showCustomers(visit: SignedInVisit): Reply {
  const query = visit.url.searchParams.get('q')?.trim() ?? '';
  const found = customers.filter(customer => isMatch(customer, query.toLowerCase()));
  const body = html`<div class="title">
  <h1>Customers</h1>
  <form class="search" role="search" action="/customers">
    <label for="q">Search customers</label>
    <input id="q" name="q" type="search" value="${query}" placeholder="Name, contact or city">
    <button>Search</button>
  </form>
</div>
${query !== '' && html`<p>${countOf(found)} for “${query}” · <a href="/customers">Show all</a></p>`}
<ul class="cards">
${found.map(customerCard)}</ul>`;
  return page(appLayout({ title: 'Customers', section: 'Customers', body }));
}

function isMatch(customer: Customer, query: string): boolean {
  const { name, contact, email, city } = customer;
  return [name, contact, email, city].some(text => text.toLowerCase().includes(query));
}

function countOf(found: readonly Customer[]): string {
  if (found.length === 0) return 'No customers';
  return found.length === 1 ? '1 customer' : `${found.length} customers`;
}

function customerCard(customer: Customer): Html {
  return html`<li class="card">
  <h2>${customer.name}</h2>
  <p>${customer.contact} · ${customer.city}</p>
  <p>${customer.email}</p>
  <p class="balance">Balance <strong>${formatMoney(balanceOf(customer))}</strong></p>
</li>
`;
}

function balanceOf(customer: Customer): number {
  return invoices
    .filter(invoice => invoice.customer === customer && invoice.status !== 'Paid')
    .reduce((sum, invoice) => sum + invoice.amountCents, 0);
}
