import { showCustomers } from './pages/customers.ts';
import { showDashboard } from './pages/dashboard.ts';
import { downloadInvoice, showInvoice } from './pages/invoice.ts';
import { exportInvoices, showInvoices } from './pages/invoices.ts';
import { showLogin, signIn, signOut } from './pages/login.ts';
import { saveSettings, showSettings } from './pages/settings.ts';
import { text } from './web/reply.ts';
import type { Route } from './web/route.ts';
import type { Sessions } from './web/sessions.ts';

export function createRoutes(site: { sessions: Sessions; stylesheet: string }): readonly Route[] {
  const { sessions, stylesheet } = site;
  const invoice = '/invoices/(?<number>[\\w-]+)';
  return [
    { access: 'public', method: 'GET', path: at('/healthz'), reply: () => text('ok\n') },
    { access: 'public', method: 'GET', path: at('/style\\.css'), reply: () => text(stylesheet, 'text/css') },
    { access: 'public', method: 'GET', path: at('/login'), reply: showLogin },
    { access: 'public', method: 'POST', path: at('/login'), reply: visit => signIn(visit, sessions) },
    { access: 'signed-in', method: 'POST', path: at('/logout'), reply: visit => signOut(visit, sessions) },
    { access: 'signed-in', method: 'GET', path: at('/'), reply: showDashboard },
    { access: 'signed-in', method: 'GET', path: at('/invoices'), reply: showInvoices },
    { access: 'signed-in', method: 'GET', path: at('/invoices\\.csv'), reply: exportInvoices },
    { access: 'signed-in', method: 'GET', path: at(invoice), reply: showInvoice },
    { access: 'signed-in', method: 'GET', path: at(`${invoice}/download`), reply: downloadInvoice },
    { access: 'signed-in', method: 'GET', path: at('/customers'), reply: showCustomers },
    { access: 'signed-in', method: 'GET', path: at('/settings'), reply: showSettings },
    { access: 'signed-in', method: 'POST', path: at('/settings'), reply: saveSettings },
  ];
}

function at(path: string): RegExp {
  return new RegExp(`^${path}$`);
}
