export type Settings = {
  readonly companyName: string;
  readonly contactEmail: string;
  readonly language: string;
  readonly paymentTermsDays: number;
  readonly newsletter: boolean;
  readonly delivery: string;
  /** ISO date. */
  readonly startDate: string;
};

export type SettingsProblems = ReadonlyMap<keyof Settings, string>;

export const languages = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

export const deliveries = { email: 'By email', post: 'By post', portal: 'Customer portal only' } as const;

export const defaultSettings: Settings = {
  companyName: 'Harbor Supplies',
  contactEmail: 'billing@harbor-supplies.example',
  language: 'en',
  paymentTermsDays: 30,
  newsletter: false,
  delivery: 'email',
  startDate: '2026-01-05',
};

export function parseSettings(form: URLSearchParams): Settings {
  const field = (name: keyof Settings) => form.get(name)?.trim() ?? '';
  return {
    companyName: field('companyName'),
    contactEmail: field('contactEmail'),
    language: field('language'),
    paymentTermsDays: Number(field('paymentTermsDays')),
    newsletter: form.has('newsletter'),
    delivery: field('delivery'),
    startDate: field('startDate'),
  };
}

export function findProblems(settings: Settings): SettingsProblems {
  const problems = new Map<keyof Settings, string>();
  const { companyName, contactEmail, language, paymentTermsDays, delivery, startDate } = settings;
  if (companyName.length < 2 || companyName.length > 80)
    problems.set('companyName', 'Enter a company name of 2 to 80 characters.');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contactEmail))
    problems.set('contactEmail', 'Enter an email address like name@example.com.');
  if (!Object.hasOwn(languages, language)) problems.set('language', 'Choose a language from the list.');
  if (!Number.isInteger(paymentTermsDays) || paymentTermsDays < 1 || paymentTermsDays > 90)
    problems.set('paymentTermsDays', 'Enter a whole number of days from 1 to 90.');
  if (!Object.hasOwn(deliveries, delivery)) problems.set('delivery', 'Choose how invoices are delivered.');
  if (!isDate(startDate)) problems.set('startDate', 'Enter a valid date.');
  return problems;
}

function isDate(text: string): boolean {
  // "2026-02-30" parses as 2 March: only a real day comes back as it was written.
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
