const SEPARATORS = /[\s().,/\-–·'’]/g;
const ISO_DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;

/**
 * Whether a field that shows `shown` still holds what was typed. Pages format: they group digits, add a currency, write a
 * date in another order, change the case. What changes a value, or drops a part of it, is no formatting.
 */
export function sameContent(typed: string, shown: string): boolean {
  const [a, b] = [squeezed(typed), squeezed(shown)];
  if (a === b) return true;
  if (a === '' || b === '') return false;
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (ISO_DATE.test(a)) return sameDate(a, b);
  if (/^[-+−]?[\d.,]*\d$/.test(a)) return sameNumber(a, b) || sameDigits(a, b);
  return sameCode(a, b);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** "2025-01-31" and "31/01/2025" */
function sameDate(typed: string, shown: string): boolean {
  const parts = (text: string) =>
    text
      .split(/\D+/)
      .filter(part => part !== '')
      .map(Number)
      .sort((x, y) => x - y)
      .join(' ');
  return parts(typed) === parts(shown);
}

/** "1234" and "$1,234.00" are one number; "1234" and "12.34" are two. */
function sameNumber(typed: string, shown: string): boolean {
  // A leading zero, or a plus, belongs to a code or a telephone number.
  if (/^\+|^[-−]?0\d/.test(typed)) return false;
  const bare = shown.replace(/^[^\d+−-]+|[^\d]+$/gu, '');
  if (!/^[-+−]?[\d.,\s'’]*\d$/.test(bare)) return false;
  const values = valuesOf(bare);
  return valuesOf(typed).some(value => values.includes(value));
}

/** What a number can mean, with a point or a comma before its fraction. */
function valuesOf(text: string): number[] {
  const plain = text.replace(/[\s'’]/g, '').replace('−', '-');
  return [',', '.'].flatMap(group => {
    const [whole = '', fraction, ...more] = plain.split(group === ',' ? '.' : ',');
    const isGrouped = !whole.includes(group) || /^[-+]?\d{1,3}([.,]\d{3})+$/.test(whole);
    if (!isGrouped || more.length > 0 || fraction?.includes(group)) return [];
    return [Number(`${whole.replaceAll(group, '')}.${fraction ?? '0'}`)];
  });
}

/** "5551234567" and "(555) 123-4567", but not "1234" and "12.34". */
function sameDigits(typed: string, shown: string): boolean {
  if (!/^\+?\d+$/.test(typed) || /\d[.,]\d/.test(shown) || /^\s*[-−]/.test(shown)) return false;
  if (typed.startsWith('+') && !shown.includes('+')) return false;
  return shown.replace(/\D/g, '') === typed.replace(/\D/g, '') && !/\p{L}/u.test(shown);
}

/** "AB123456C" and "AB 12 34 56 C": only separators that were not typed are put in. */
function sameCode(typed: string, shown: string): boolean {
  const bare = typed.replace(SEPARATORS, '');
  if (bare !== typed || !/\d/.test(typed)) return false;
  return shown.replace(SEPARATORS, '').toLowerCase() === typed.toLowerCase();
}
