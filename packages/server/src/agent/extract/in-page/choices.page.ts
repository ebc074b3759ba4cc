/// <reference lib="dom" />
import type { Doubt } from '../record-set.ts';

declare const nameOf: typeof import('./text.page.ts').nameOf;
declare const visibleText: typeof import('./text.page.ts').visibleText;

/** What narrows a list down: a chosen option, a tab, one of several links or buttons of which one is on. */
export function choiceDoubt(element: Element, controls: ReadonlySet<Element>): Doubt | null {
  if (element instanceof HTMLSelectElement) return selectDoubt(element);
  if (element instanceof HTMLInputElement)
    return element.type === 'radio' ? radioDoubt(element) : inputDoubt(element);
  return groupDoubt(element);

  function isAll(text: string): boolean {
    return /^(all|any|every\w*|alle[rs]?|tous|toutes|todos|todas|tutt[ie])\b|^[-–—]*$/i.test(text);
  }

  /** Orders, sizes, languages and looks of a list leave none of its records out. */
  function isHarmless(text: string): boolean {
    return /\bsort|\border(ed)? by|newest|oldest|ascending|descending|low to high|a ?[-–] ?z\b|per page|page size|\brows\b|language|currency|theme|\bview\b|layout|density|\baction/i.test(
      text,
    );
  }

  function selectDoubt(select: HTMLSelectElement): Doubt | null {
    const options = [...select.options].map(option => option.text.trim());
    const chosen = select.selectedOptions[0];
    const text = chosen?.text.trim() ?? '';
    const numbers = options.map(option =>
      Number(/^(?:page )?(\d+)(?: of \d+)?$/i.exec(option)?.[1] ?? Number.NaN),
    );
    if (options.length > 1 && numbers.every((number, at) => number === at + 1))
      return { kind: 'control', text: `a choice of pages 1 to ${options.length}`, atLeast: null };
    if (!chosen || options.length < 2 || isAll(text) || chosen.value === '') return null;
    const sizes = numbers.filter(number => number > 0 && (number < 1900 || number > 2100));
    if (sizes.length > 0 || isPosted(select.form)) return null;
    const names = [...select.labels].map(visibleText).join(' ');
    const about = `${names} ${nameOf(select)} ${select.name} ${select.id} ${options.join(' ')}`;
    return isHarmless(about.replace(/[_-]/g, ' ')) || options.every(option => /^[A-Z]{2,3}$/i.test(option))
      ? null
      : { kind: 'filter', text, atLeast: null };
  }

  function isPosted(form: HTMLFormElement | null): boolean {
    return /post/i.test(form?.getAttribute('method') ?? 'get');
  }

  function radioDoubt(radio: HTMLInputElement): Doubt | null {
    const label = [...(radio.labels ?? [])].map(visibleText).join(' ') || nameOf(radio) || radio.value;
    if (!radio.checked || isAll(label) || isPosted(radio.form) || isHarmless(label)) return null;
    const others = [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')];
    const company = others.filter(each => each.name === radio.name && each.form === radio.form);
    return company.length < 2 ? null : { kind: 'filter', text: label, atLeast: null };
  }

  function inputDoubt(input: HTMLInputElement): Doubt | null {
    const text = input.value.trim();
    if (!/^(text|search|date|month)$/.test(input.type) || text === '' || isPosted(input.form)) return null;
    const said = /^(all|any|every|alle|tous|toutes|todos|todas|tutt[ie])( \p{L}+s| time)?$|^\*$/iu;
    if (said.test(text) || isElsewhere(input)) return null;
    return isRoomy(input) ? null : { kind: 'filter', text, atLeast: null };
  }

  /** "Rows per page: 25" over fewer rows than that. */
  function isRoomy(input: HTMLInputElement): boolean {
    const about = `${[...(input.labels ?? [])].map(visibleText).join(' ')} ${nameOf(input)} ${input.name}`;
    if (!/\b(per page|page size|rows)\b/i.test(about.replace(/[_-]/g, ' '))) return false;
    return Number(input.value) > document.querySelectorAll('tr, li, article, [role=row]').length;
  }

  /** A form to write or to save something in narrows no list down, unless it searches as well. */
  function isElsewhere(input: HTMLInputElement): boolean {
    const { form } = input;
    if (!form || input.type === 'search' || form.querySelector('[type=search]')) return false;
    const labels = [...form.querySelectorAll('button, [type=submit], [type=button]')].map(
      button => visibleText(button) || (button.getAttribute('value') ?? ''),
    );
    if (labels.some(label => /search|filter|find|apply|show|\bgo\b|refresh|query|list/i.test(label)))
      return false;
    const saves =
      /^(save|update|create|add|send|submit|subscribe|sign|log|post|comment|reply|invite|register|join)\b/i;
    const writes = form.querySelector('textarea, [type=password]') !== null;
    return writes || labels.some(label => saves.test(label));
  }

  function groupDoubt(marked: Element): Doubt | null {
    if (marked.closest('[class*=breadcrumb], [aria-label*=readcrumb]')) return null;
    const text = visibleText(marked);
    if (!isOn(marked) || text === '' || text.length > 30 || isAll(text) || /^\[?\d{1,3}\]?$/.test(text))
      return null;
    const item = itemOf(marked);
    const others = [...(item.parentElement?.children ?? [])].filter(each => each !== item);
    const options = others.flatMap(each => optionIn(each) ?? []);
    if (options.some(option => controls.has(option))) return null;
    // What only stands out, without a mark, has to lead to the same page with another choice.
    if (marked.matches('b, strong, em, span') && !options.every(isOtherChoice)) return null;
    const isGroup = options.length > 0 && options.length * 2 > others.length;
    const labels = [text, ...options.map(visibleText)];
    if (!isGroup || labels.some(label => label.length > 30) || isLook(labels)) return null;
    if (isPath(item) || isHarmless(ownText(item))) return null;
    if (marked.closest('nav, header, aside, [role=navigation]') && !options.every(isSamePage)) return null;
    return { kind: 'tab', text, atLeast: null };
  }

  /** "DE | EN", "List | Grid". */
  function isLook(labels: readonly string[]): boolean {
    const looks = /^(list|grid|table|cards?|tiles?|map|compact|comfortable|light|dark|gallery)( view)?$/i;
    return labels.every(label => looks.test(label)) || labels.every(label => /^[a-z]{2}$/i.test(label));
  }

  function isOn(element: Element): boolean {
    if (
      element.matches('[aria-selected=true], [aria-pressed=true], [aria-current]:not([aria-current=false])')
    )
      return true;
    if (element.matches('[role=tab]')) return element.matches('.active, .selected');
    if (/(^|[\s_-])(active|selected|current|is-on|on)(\s|$)/i.test(element.getAttribute('class') ?? ''))
      return element.matches('li, a, button, label, span, div') && element.querySelector('li') === null;
    return element.matches('b, strong, em, span') && element.children.length === 0;
  }

  function itemOf(element: Element): Element {
    const parent = element.parentElement;
    return parent?.tagName === 'LI' && parent.children.length === 1 ? parent : element;
  }

  function optionIn(element: Element): Element | null {
    const kinds = 'a, button, [role=tab], [role=button], [role=radio], label';
    const option = element.matches(kinds) ? element : element.querySelector(kinds);
    return option && visibleText(option) === visibleText(element) && visibleText(option) !== ''
      ? option
      : null;
  }

  function ownText(item: Element): string {
    const loose = [...(item.parentElement?.childNodes ?? [])].filter(
      node => node.nodeType === Node.TEXT_NODE,
    );
    return loose.map(node => node.nodeValue ?? '').join(' ');
  }

  /** "Home › Billing › Invoices" leads to where one is. */
  function isPath(item: Element): boolean {
    return item.nextElementSibling === null && /[›»>/→]/.test(ownText(item));
  }

  /** Another query of the same address, by a name that stands only once: "Edit" beside every record is no choice. */
  function isOtherChoice(option: Element): boolean {
    if (!(option instanceof HTMLAnchorElement)) return isSamePage(option) && !isAction(option);
    const { search } = new URL(option.href || location.href);
    const text = visibleText(option);
    const namesakes = [...document.links].filter(each => visibleText(each) === text);
    return isSamePage(option) && search !== location.search && namesakes.length === 1;
  }

  /** "ann@x.org [Sign out]", "Ann Lee [Edit]": beside a bold word or a name, a button does something. */
  function isAction(option: Element): boolean {
    const actions =
      /^(sign|log|edit|delete|remove|add|new|create|save|send|export|print|copy|share|help|change|manage|close|cancel|reset)\b/i;
    return option.closest('form, header, nav, [role=banner]') !== null || actions.test(visibleText(option));
  }

  function isSamePage(option: Element): boolean {
    const link = option instanceof HTMLAnchorElement ? option : option.querySelector('a');
    return !link?.href || new URL(link.href, location.href).pathname === location.pathname;
  }
}
