import { element } from './elements.js';

/** The tabs of the browser as buttons. `onPick(id)` shows one; `onPick(null)` follows the browser again. */
export function tabStrip(onPick) {
  const strip = element('ul', { class: 'tabs', 'aria-label': 'Tabs of the browser' });
  const follow = element(
    'button',
    { type: 'button', class: 'quiet small', hidden: true, click: () => onPick(null) },
    'Follow the browser',
  );

  function update({ tabs, following }) {
    follow.hidden = following;
    const focused = document.activeElement?.closest('[data-tab]')?.dataset.tab;
    strip.replaceChildren(...tabs.map(tab => tabOf(tab, onPick)));
    const again = [...strip.querySelectorAll('button')].find(button => button.dataset.tab === focused);
    if (focused !== undefined) again?.focus({ preventScroll: true });
  }

  return { node: element('div', { class: 'tab-bar' }, strip, follow), update };
}

function tabOf(tab, onPick) {
  const name = `${tab.title || tab.url || 'Empty tab'}${tab.crashed ? ' (crashed)' : ''}`;
  const button = element(
    'button',
    {
      type: 'button',
      class: 'tab',
      title: tab.url,
      'data-tab': tab.id,
      'aria-pressed': String(tab.shown),
      click: () => onPick(tab.id),
    },
    name,
  );
  return element('li', {}, button);
}
