import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../app.ts';
import { get, post, signIn } from './visitor.ts';

const valid = {
  companyName: 'Pier 9 <Trading>',
  contactEmail: 'office@pier9.example',
  language: 'fr',
  paymentTermsDays: '14',
  newsletter: 'yes',
  delivery: 'post',
  startDate: '2026-03-01',
};

let demo: Demo;
let url: string;

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  url = `${demo.origin}/settings`;
});

afterAll(() => demo.close());

describe('the settings', () => {
  it('are saved, confirmed once, and shown again', async () => {
    const cookie = await signIn(demo.origin);
    const response = await post(url, valid, { cookie });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/settings');

    const body = await (await get(url, cookie)).text();
    expect(body).toContain('<p class="notice" role="status">Settings saved.</p>');
    expect(body).toContain('value="Pier 9 &lt;Trading&gt;"');
    expect(body).toContain('<option value="fr" selected>');
    expect(body).toContain('value="14"');
    expect(body).toContain('name="newsletter" type="checkbox" value="yes" checked');
    expect(body).toContain('name="delivery" value="post" checked');
    expect(body).toContain('value="2026-03-01"');
    expect(await (await get(url, cookie)).text()).not.toContain('Settings saved.');
  });

  it('belong to one session', async () => {
    const [mine, theirs] = [await signIn(demo.origin), await signIn(demo.origin)];
    await post(url, valid, { cookie: mine });
    expect(await (await get(url, theirs)).text()).toContain('value="Harbor Supplies"');
  });

  it.each([
    { field: 'companyName', value: ' ', problem: 'Enter a company name of 2 to 80 characters.' },
    { field: 'contactEmail', value: 'office', problem: 'Enter an email address like name@example.com.' },
    { field: 'language', value: 'constructor', problem: 'Choose a language from the list.' },
    { field: 'paymentTermsDays', value: '', problem: 'Enter a whole number of days from 1 to 90.' },
    { field: 'paymentTermsDays', value: '91', problem: 'Enter a whole number of days from 1 to 90.' },
    { field: 'delivery', value: '', problem: 'Choose how invoices are delivered.' },
    { field: 'startDate', value: '2026-02-30', problem: 'Enter a valid date.' },
    { field: 'startDate', value: '2026-13-01', problem: 'Enter a valid date.' },
  ])('refuse $field "$value" next to the field and above the form', async ({ field, value, problem }) => {
    const cookie = await signIn(demo.origin);
    const response = await post(url, { ...valid, [field]: value }, { cookie });
    const body = await response.text();
    expect(response.status).toBe(422);
    expect(body).toContain(`<a href="#${field}">${problem}</a>`);
    expect(body).toContain(`<p class="problem" id="${field}-problem">${problem}</p>`);
    expect(body.match(/class="problem"/g)).toHaveLength(1);
    expect(await (await get(url, cookie)).text()).toContain('value="Harbor Supplies"');
  });

  it('keep what was typed when they are refused', async () => {
    const cookie = await signIn(demo.origin);
    const response = await post(url, { ...valid, paymentTermsDays: '"many"' }, { cookie });
    const body = await response.text();
    expect(body).toContain('value="&quot;many&quot;"');
    expect(body).toContain('value="Pier 9 &lt;Trading&gt;"');
  });
});
