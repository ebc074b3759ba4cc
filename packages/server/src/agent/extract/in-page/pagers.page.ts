/// <reference lib="dom" />

declare const isShown: typeof import('./text.page.ts').isShown;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const nameOf: typeof import('./text.page.ts').nameOf;

export interface FoundControl {
  element: Element;
  /** `silent`: words like those of a control on something that does not look like one. */
  role: 'next' | 'back' | 'first' | 'more' | 'number' | 'silent';
  number: number | null;
  /** The last record of a page that is named by its records: 20 of "11–20". */
  until: number | null;
  current: boolean;
  disabled: boolean;
  label: string;
}

/** Everything in the document that looks like a part of a pager, outside the given rows. */
export function findControls(elements: readonly Element[], rows: ReadonlySet<Element>): FoundControl[] {
  const controls: FoundControl[] = [];
  for (const element of elements) {
    const evident = mayBeControl(element);
    if (!(evident || maySpeak(element)) || !isShown(element) || inRow(element)) continue;
    const control = evident ? controlOf(element) : silentControl(element);
    if (control && !controls.some(each => each.element.contains(element) && each.role === control.role))
      controls.push(control);
  }
  return controls.filter(control => control.role !== 'number' || hasNumberedCompany(control));

  function mayBeControl(element: Element): boolean {
    if (/^(A|BUTTON)$/.test(element.tagName) || /^(button|link)$/.test(element.getAttribute('role') ?? ''))
      return true;
    if (element instanceof HTMLInputElement) return /^(button|submit|image)$/.test(element.type);
    const text = (element.textContent ?? '').trim();
    if (element.children.length > 0 || text.length > 12) return false;
    return (
      /^\d{1,4}(\s?[-–—]\s?\d{1,5})?$/.test(text) ||
      (/next|previous|›|»|→|more/i.test(text) &&
        (element.hasAttribute('onclick') || getComputedStyle(element).cursor === 'pointer'))
    );
  }

  /** Only words that lead on and nothing else: an arrow alone stands between the steps of a path as well. */
  function maySpeak(element: Element): boolean {
    const text = (element.textContent ?? '').trim();
    return (
      element.children.length === 0 &&
      text.length <= 20 &&
      /^((go to )?next( page)?|(load|show|view) more( \p{L}+)?|more( \p{L}+)?|older( \p{L}+)?|weiter|nächste( seite)?|mehr( anzeigen| laden)?|suivante?|siguiente)\s*[›»→>]*$/iu.test(
        text,
      ) &&
      !/^(TH|DT|LABEL|H[1-6]|OPTION|LEGEND|CAPTION|SUMMARY|SCRIPT|STYLE|TITLE)$/.test(element.tagName) &&
      element.closest('a, button, label, [role=button], [role=link], svg') === null
    );
  }

  function silentControl(element: Element): FoundControl | null {
    if (isDisabled(element)) return null;
    const label = visibleText(element);
    return { element, role: 'silent', number: null, until: null, current: false, disabled: false, label };
  }

  function inRow(element: Element): boolean {
    for (let at: Element | null = element; at; at = at.parentElement) if (rows.has(at)) return true;
    return Boolean(
      element.closest(
        '[class*=carousel], [class*=slick], [class*=swiper], [class*=calendar], [class*=datepicker]',
      ),
    );
  }

  function controlOf(element: Element): FoundControl | null {
    const shown = element instanceof HTMLInputElement ? element.value || element.alt : visibleText(element);
    const named = nameOf(element) || element.getAttribute('title') || '';
    const role = roleOf(element, shown, named);
    if (!role) return null;
    const [from, until] = (/^\[?\d/.test(shown) ? shown : named).match(/\d+/g) ?? [];
    const number = role === 'number' ? Number(from) : null;
    return {
      element,
      role,
      number,
      until: role === 'number' && until !== undefined ? Number(until) : null,
      current: isCurrent(element),
      disabled: isDisabled(element),
      label: shown || named || role,
    };
  }

  function roleOf(element: Element, shown: string, named: string): FoundControl['role'] | null {
    if (/^(19|20)\d\d$/.test(shown)) return null;
    if (/^\[?\d{1,4}(\s?[-–—]\s?\d{1,5})?\]?$/.test(shown) || /^(go to )?page \d{1,4}$/i.test(named))
      return 'number';
    if (element.getAttribute('rel') === 'next') return 'next';
    if (element.getAttribute('rel') === 'prev') return 'back';
    for (const text of [shown, named]) {
      if (
        /^(load|show|view|see|fetch|get|display) (another|additional|further|(\d+ )?more|next \d+|older)\b|^more( results| items| entries)?(…|\.\.\.)?$|^load next|^(expand|unfold) (the )?(whole |full )?(list|table|all)$|^(mehr|weitere)( \p{L}+)?( (an)?(zeigen|laden))?(…|\.\.\.)?$|^(voir|afficher|charger) (plus|davantage)\b|^(ver|mostrar|cargar|carregar) (más|mais)\b|^(mostra|carica) (altr[ioe]|di più)\b|^meer( (tonen|laden|weergeven))?$|^(visa|vis|ladda) (fler|mer|flere)\b/iu.test(
          text,
        )
      )
        return 'more';
      if (
        /^((go to )?next( page| ?[›»→>]+)?|[›»→>▶]|older( posts| entries)?( ?[›»→>]+)?|next \d+|weiter|nächste( seite)?|suivante?|siguiente|volgende|successiv[oa]|próxim[oa])$/i.test(
          text.trim(),
        )
      )
        return 'next';
      if (
        /^((go to )?prev(ious)?( page)?|[‹«←<◀]|([‹«←<]+ ?)(prev(ious)?|newer)|newer( posts| entries)?|zurück|précédente?|anterior)$/i.test(
          text.trim(),
        )
      )
        return 'back';
      if (/^((go to )?first( page)?|«|⏮)$/i.test(text.trim())) return 'first';
    }
    return shown === '' ? iconRole(element) : null;
  }

  /** A button with only an icon tells by its classes, and only inside something that is evidently a pager. */
  function iconRole(element: Element): FoundControl['role'] | null {
    const pager = element.closest(
      '[class*=pag], [aria-label*=agina], [role=navigation], nav, [data-testid*=pag]',
    );
    if (!pager) return null;
    const tokens = [element, ...element.querySelectorAll('*')]
      .map(
        each =>
          `${each.getAttribute('class') ?? ''} ${each.getAttribute('data-testid') ?? ''} ${each.getAttribute('name') ?? ''} ${each.getAttribute('data-icon') ?? ''}`,
      )
      .join(' ');
    if (/last|double-right|doubleright|end\b/i.test(tokens)) return null;
    if (
      /next|chevron[-_]?right|right[-_]?arrow|arrow[-_]?right|angle[-_]?right|caret[-_]?right|navigatenext/i.test(
        tokens,
      )
    )
      return 'next';
    if (
      /prev|chevron[-_]?left|left[-_]?arrow|arrow[-_]?left|angle[-_]?left|caret[-_]?left|navigatebefore/i.test(
        tokens,
      )
    )
      return 'back';
    return null;
  }

  function isCurrent(element: Element): boolean {
    const current =
      element.getAttribute('aria-current') ?? element.parentElement?.getAttribute('aria-current') ?? 'false';
    if (current !== 'false') return true;
    const classes = `${element.getAttribute('class') ?? ''} ${element.parentElement?.tagName === 'LI' ? (element.parentElement.getAttribute('class') ?? '') : ''}`;
    if (
      /(^|[\s_-])(current|active|selected|this-page)([\s_-]|$)/i.test(classes) ||
      element.getAttribute('aria-selected') === 'true'
    )
      return true;
    return !/^(A|BUTTON|INPUT)$/.test(element.tagName) && getComputedStyle(element).cursor !== 'pointer';
  }

  function isDisabled(element: Element): boolean {
    if (element.matches(':disabled, [aria-disabled=true]')) return true;
    const item = element.parentElement;
    const classes = `${element.getAttribute('class') ?? ''} ${item?.tagName === 'LI' || item?.children.length === 1 ? (item.getAttribute('class') ?? '') : ''}`;
    if (
      /(^|[\s_-])(disabled|inactive)([\s_-]|$)/i.test(classes) ||
      item?.getAttribute('aria-disabled') === 'true'
    )
      return true;
    return getComputedStyle(element).pointerEvents === 'none';
  }

  /** A number alone is no pager: it needs another number, or a next control, close by. */
  function hasNumberedCompany(control: FoundControl): boolean {
    for (
      let at = control.element.parentElement, depth = 0;
      at && depth < 3;
      at = at.parentElement, depth += 1
    ) {
      const near = controls.filter(
        each => each !== control && at?.contains(each.element) && /number|next|back/.test(each.role),
      );
      if (near.length > 0) return true;
    }
    return false;
  }
}
