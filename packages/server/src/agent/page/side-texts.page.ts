/// <reference lib="dom" />

/** What the page marks as wrong: alerts, fields marked invalid, texts of error styles. Runs inside the page. */
export function complaintTexts(): { text: string; marked: boolean }[] {
  const clean = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
  const marked =
    '[aria-invalid=true], .error, .errors, .error-message, .field-error, .form-error, .invalid-feedback, .alert-danger, .alert-error';
  const notices = ['toast', 'snackbar', 'flash', 'notice', 'notification'].map(word => `[class*=${word} i]`);
  const found = document.querySelectorAll(`[role=alert], [role=status], [aria-live], ${notices}, ${marked}`);
  return [...found]
    .filter(each => each.checkVisibility({ visibilityProperty: true }))
    .map(each => ({ text: wordsOf(each), marked: each.matches(marked) }))
    .filter(({ text }) => text !== '');

  function wordsOf(each: Element): string {
    if (!(each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement)) {
      return clean(each.textContent);
    }
    const by = each.getAttribute('aria-errormessage') ?? each.getAttribute('aria-describedby') ?? '';
    const said = clean(document.getElementById(by.split(' ')[0] ?? '')?.textContent);
    return said || `${clean(each.labels?.[0]?.textContent) || each.name || 'a field'} is marked as invalid`;
  }
}

/** What visitors wrote, or what is told about the world: no place for a site's own words. Runs inside the page. */
export function visitorTexts(): string {
  const kinds =
    'article, blockquote, [role=article], [role=comment], [role=feed], [itemprop*=review i], [itemprop*=comment i], [class*=comment i], [class*=review i], [class*=testimonial i], [id*=comment i], [id*=review i]';
  const own = (each: Element) => each.querySelector('input[type=password]') !== null;
  const texts = [...document.querySelectorAll(kinds)]
    .filter(each => !own(each))
    .map(each => each.textContent);
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    if (
      !/comment|review|discussion|testimonial|latest (news|posts)|blog|kommentare|bewertungen|avis/i.test(
        heading.textContent ?? '',
      )
    )
      continue;
    for (
      let at = heading.nextElementSibling;
      at && !/^H[1-6]$/.test(at.tagName) && !own(at);
      at = at.nextElementSibling
    ) {
      texts.push(at.textContent);
    }
  }
  return texts.join(' ');
}
