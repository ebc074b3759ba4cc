const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const days = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });

export function formatMoney(cents: number): string {
  return dollars.format(cents / 100);
}

/** "2026-01-05" → "Jan 5, 2026" */
export function formatDate(isoDate: string): string {
  return days.format(new Date(isoDate));
}
