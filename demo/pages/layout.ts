import { account } from '../account.ts';
import { type Html, html } from '../web/html.ts';

const sections = [
  { path: '/', name: 'Dashboard' },
  { path: '/invoices', name: 'Invoices' },
  { path: '/customers', name: 'Customers' },
  { path: '/settings', name: 'Settings' },
] as const;

export type Section = (typeof sections)[number]['name'];

/** In the page itself: browsers ask for /favicon.ico otherwise, and report its absence as an error. */
const icon =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><rect width='24' height='24' rx='6' fill='%230f4c5c'/><path d='M5 14h14l-3 5H8zM11 4v8H6zM13 6v6h5z' fill='white'/></svg>";

const brand = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="6" fill="#0f4c5c"/><path d="M5 14h14l-3 5H8zM11 4v8H6zM13 6v6h5z" fill="#fff"/></svg> Harbor Supplies`;

/** A page of somebody signed in. */
export function appLayout(page: { title: string; section?: Section | undefined; body: Html }): Html {
  const links = sections.map(({ path, name }) => {
    const current = name === page.section && html` aria-current="page"`;
    return html`<li><a href="${path}"${current}>${name}</a></li>`;
  });
  return document(
    page.title,
    html`<a class="skip" href="#content">Skip to content</a>
<header class="bar">
  <a class="brand" href="/">${brand}</a>
  <nav class="menu" aria-label="Main"><ul>${links}</ul></nav>
  <form class="who" method="post" action="/logout">
    <span>${account.email}</span>
    <button class="quiet">Sign out</button>
  </form>
</header>
<main id="content">
${page.body}
</main>`,
  );
}

/** A page for visitors: a card in the middle. */
export function visitorLayout(page: { title: string; body: Html }): Html {
  return document(
    page.title,
    html`<main class="visitor">
<p class="brand">${brand}</p>
<div class="card">
${page.body}
</div>
</main>`,
  );
}

function document(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Harbor Supplies</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
${body}
</body>
</html>
`;
}
