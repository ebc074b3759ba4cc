import {
  deliveries,
  findProblems,
  languages,
  parseSettings,
  type Settings,
  type SettingsProblems,
} from '../settings.ts';
import { type Html, html } from '../web/html.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import type { SignedInVisit } from '../web/route.ts';
import { type Field, inputField, radioField, selectField } from './field.ts';
import { appLayout } from './layout.ts';

/** What the form shows: text, for what somebody typed need not be a valid setting. */
type Typed = (name: keyof Settings) => string;

export function showSettings(visit: SignedInVisit): Reply {
  const { settings } = visit.session;
  const notice = visit.session.takeNotice();
  const typed: Typed = name => String(settings[name]);
  const body = html`<h1>Settings</h1>
${notice !== undefined && html`<p class="notice" role="status">${notice}</p>`}
${settingsForm({ typed, isNewsletter: settings.newsletter, problems: new Map() })}`;
  return page(appLayout({ title: 'Settings', section: 'Settings', body }));
}

export function saveSettings(visit: SignedInVisit): Reply {
  const settings = parseSettings(visit.form);
  const problems = findProblems(settings);
  if (problems.size > 0) return refusedPage(visit, problems);
  visit.session.settings = settings;
  visit.session.leaveNotice('Settings saved.');
  return redirect('/settings');
}

function refusedPage(visit: SignedInVisit, problems: SettingsProblems): Reply {
  const typed: Typed = name => visit.form.get(name) ?? '';
  const links = [...problems].map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`);
  const body = html`<h1>Settings</h1>
<div class="alert" role="alert">
  <h2>Settings were not saved</h2>
  <ul>${links}</ul>
</div>
${settingsForm({ typed, isNewsletter: visit.form.has('newsletter'), problems })}`;
  return page(appLayout({ title: 'Error: Settings', section: 'Settings', body }), 422);
}

/** `novalidate`, so that the site's own messages are seen and not the browser's. */
function settingsForm(form: { typed: Typed; isNewsletter: boolean; problems: SettingsProblems }): Html {
  const field = (name: keyof Settings, label: string): Field => {
    return { name, label, value: form.typed(name), problem: form.problems.get(name) };
  };
  const checked = form.isNewsletter && html` checked`;
  return html`<form class="card settings" method="post" action="/settings" novalidate>
  ${inputField(field('companyName', 'Company name'), 'text')}
  ${inputField(field('contactEmail', 'Contact email'), 'email')}
  ${selectField(field('language', 'Language'), languages)}
  ${inputField(field('paymentTermsDays', 'Payment terms (days)'), 'number')}
  ${inputField(field('startDate', 'Start date'), 'date')}
  ${radioField(field('delivery', 'Invoice delivery'), deliveries)}
  <label class="choice"><input id="newsletter" name="newsletter" type="checkbox" value="yes"${checked}> Send me the monthly newsletter</label>
  <div class="actions"><button>Save settings</button></div>
</form>`;
}
