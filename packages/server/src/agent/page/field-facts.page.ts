/// <reference lib="dom" />

/** What the accessibility tree does not tell about a form control. */
export interface FieldFacts {
  readonly tag: string;
  readonly type: string;
  readonly autocomplete: string;
  readonly names: readonly string[];
  readonly placeholder: string;
  readonly labels: readonly string[];
  readonly form: string;
  readonly formText: string;
  /** Where the form sends itself, "" when it does not say. */
  readonly action: string;
  /** What stands above the control: the nearest heading before it, and the names of its form and section. */
  readonly headings: readonly string[];
  /** The origin of the document it is in, which may be a frame. */
  readonly origin: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly maxLength: number;
  readonly editable: boolean;
  /** Whether its form is not sent while it is empty. */
  readonly required: boolean;
  /** `aria-expanded`, or whether a `details` is open: the accessibility snapshot leaves "false" out. */
  readonly expanded: boolean | null;
  /** Whether it is made for opening something that is closed now, and does nothing else. */
  readonly opens: boolean;
}

/** Runs inside the page, on one element. */
export function fieldFacts(element: Element): FieldFacts {
  const clean = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 120);
  const owner =
    element.closest('form, [role=form], dialog, [role=dialog], fieldset form') ?? hostForm(element);
  const input =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element : null;
  const button = element instanceof HTMLButtonElement ? element : null;
  const select = element instanceof HTMLSelectElement ? element : null;
  const own = input ?? button ?? select;
  return {
    tag: element.tagName.toLowerCase(),
    type: (input?.type ?? button?.type ?? '').toLowerCase(),
    autocomplete: clean(element.getAttribute('autocomplete')).toLowerCase(),
    names: [element.getAttribute('name'), element.id, element.getAttribute('data-testid')]
      .map(clean)
      .filter(Boolean),
    placeholder: clean(element.getAttribute('placeholder')),
    labels: [...[...(own?.labels ?? [])].map(labelText), textBefore()].filter(Boolean),
    form: owner ? formKey(owner) : 'document',
    formText: clean(owner?.textContent).slice(0, 400),
    action: clean(owner?.getAttribute('action')),
    headings: headings(),
    origin: self.origin,
    value: input?.value ?? select?.selectedOptions[0]?.text ?? clean(element.textContent),
    options: select ? [...select.options].map(option => clean(option.text)) : [],
    maxLength: input ? input.maxLength : -1,
    expanded: expansion(),
    opens: opens(),
    required: (input ?? select)?.required === true || element.getAttribute('aria-required') === 'true',
    editable: input ? !input.readOnly && !input.disabled : element instanceof HTMLElement,
  };

  function headings(): string[] {
    const root = owner?.getRootNode() ?? document;
    const all = root instanceof Document || root instanceof ShadowRoot ? root : document;
    const before = [...all.querySelectorAll('h1, h2, h3, h4, h5, h6, [role=heading], legend')].filter(
      each =>
        each.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING && each.checkVisibility(),
    );
    const named = element.closest('section[aria-label], [role=region][aria-label], [role=tabpanel]');
    const previous = owner?.previousElementSibling;
    const lead = previous && !previous.querySelector('input, button') ? clean(previous.textContent) : '';
    return [
      clean(before.at(-1)?.textContent),
      clean(owner?.getAttribute('aria-label')),
      clean(named?.getAttribute('aria-label')),
      lead.length <= 60 ? lead : '',
    ].filter(Boolean);
  }

  /** A label around a list holds the texts of all its options too. */
  function labelText(label: Element): string {
    const copy = document.createElement('div');
    copy.append(...[...label.childNodes].map(node => node.cloneNode(true)));
    for (const control of copy.querySelectorAll('select, textarea, button, option')) control.remove();
    return clean(copy.textContent);
  }

  function expansion(): boolean | null {
    if (element.tagName === 'SUMMARY') return element.parentElement?.hasAttribute('open') ?? null;
    const value = element.getAttribute('aria-expanded');
    return value === null ? null : value === 'true';
  }

  function opens(): boolean {
    if (element.tagName === 'SUMMARY') return expansion() === false;
    if (button?.type === 'submit' && button.form) return false;
    if (/^(true|menu|listbox|tree)$/.test(element.getAttribute('aria-haspopup') ?? '')) return true;
    return expansion() === false && closedRegion();
  }

  /** An expanded state alone is decoration: what it speaks of must be there, and out of sight. */
  function closedRegion(): boolean {
    const root = element.getRootNode();
    const scope = root instanceof Document || root instanceof ShadowRoot ? root : document;
    const id = element.getAttribute('aria-controls') ?? '';
    const named = id === '' ? null : scope.querySelector(`#${CSS.escape(id)}`);
    const near = [element.nextElementSibling, element.parentElement?.nextElementSibling];
    return [named, ...near].some(
      each => each && each.textContent?.trim() !== '' && !each.checkVisibility({ visibilityProperty: true }),
    );
  }

  function hostForm(from: Element): Element | null {
    const root = from.getRootNode();
    return root instanceof ShadowRoot
      ? (root.host.closest('form, dialog, [role=dialog]') ?? root.host)
      : null;
  }

  function formKey(form: Element): string {
    const steps: string[] = [];
    for (let at: Element | null = form; at; at = at.parentElement) {
      steps.unshift(`${at.tagName}:${[...(at.parentElement?.children ?? [])].indexOf(at)}`);
    }
    const root = form.getRootNode();
    return root instanceof ShadowRoot ? `${formKey(root.host)}/${steps.join('>')}` : steps.join('>');
  }

  /** The text just before the control: in its own box, in the cell to the left, or in the element above. */
  function textBefore(): string {
    for (let at: Element | null = element, depth = 0; at && depth < 3; at = at.parentElement, depth += 1) {
      for (let before = at.previousSibling; before; before = before.previousSibling) {
        if (before instanceof Element && before.querySelector('input, select, textarea, button')) return '';
        if (before instanceof HTMLInputElement || before instanceof HTMLButtonElement) return '';
        if (before instanceof Element && !before.checkVisibility({ visibilityProperty: true })) continue;
        const text = clean(before.textContent);
        if (text) return text.length <= 60 ? text : '';
      }
      if (at instanceof HTMLFormElement) return '';
    }
    return '';
  }
}
