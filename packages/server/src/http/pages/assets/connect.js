import { element, setText } from './elements.js';

/** How a script gets to this browser. The address holds no secret; the key comes from the reader's environment. */
export function connectPanel() {
  const address = element('code', {});
  const script = element('code', {});
  const node = element(
    'section',
    { class: 'connect', 'aria-label': 'Connect' },
    element('h2', {}, 'Connect'),
    copyable('Address', address),
    copyable('Playwright', script),
  );

  function update({ browser_address: browserAddress }) {
    node.hidden = browserAddress === null;
    if (browserAddress === null) return;
    setText(address, browserAddress);
    setText(script, playwright(browserAddress));
  }

  return { node, update };
}

const playwright = address =>
  [
    'const browser = await chromium.connectOverCDP(',
    `  '${address}',`,
    "  { headers: { 'x-api-key': process.env.BERTH_API_KEY } },",
    ');',
    'const page = browser.contexts()[0].pages()[0];',
  ].join('\n');

function copyable(name, code) {
  const said = element('span', { class: 'soft', role: 'status' });
  const copy = async () => {
    await navigator.clipboard.writeText(code.textContent);
    setText(said, 'Copied');
    setTimeout(() => setText(said, ''), 2000);
  };
  const button = element(
    'button',
    // Browsers keep the clipboard from pages that came over plain HTTP from another machine.
    {
      type: 'button',
      class: 'quiet small',
      hidden: navigator.clipboard === undefined,
      click: copy,
      'aria-label': `Copy: ${name}`,
    },
    'Copy',
  );
  return element(
    'div',
    { class: 'copyable' },
    element('div', { class: 'row' }, element('h3', {}, name), said, button),
    element('pre', { tabindex: '0' }, code),
  );
}
