/// <reference lib="dom" />

/** Whether the page knows any of these names, out of sight or in a script of its own. Runs inside the page. */
export function mentioned({ names }: { names: readonly string[] }): boolean {
  const attributes = ['placeholder', 'aria-label', 'title', 'value', 'name', 'id', 'alt'];
  const labelled = [...document.querySelectorAll(attributes.map(each => `[${each}]`).join(', '))];
  const texts = [
    document.documentElement.textContent ?? '',
    ...labelled.flatMap(element => attributes.map(each => element.getAttribute(each) ?? '')),
    ...[...document.querySelectorAll('template')].map(each => each.innerHTML),
  ];
  const all = texts.join('\n').toLowerCase().replace(/\s+/g, ' ');
  return names.some(name => all.includes(name.toLowerCase().trim()));
}
