import { element, setText } from './elements.js';
import { createPicture } from './picture.js';
import { tabStrip } from './tab-strip.js';

const noticeMs = 8000;

/** The big picture with the tabs and the address above it, and what there is to say when there is no picture. */
export function createStage(onPick) {
  const canvas = element('canvas', {
    width: '1280',
    height: '720',
    role: 'img',
    'aria-label': 'Live picture of the page',
  });
  const address = element('p', { class: 'address mono', title: 'Address of the page' });
  const state = element('span', { class: 'live-state', role: 'status' });
  const notice = element('span', { class: 'tab-notice', role: 'status' });
  const veil = element('div', { class: 'veil' });
  const tabs = tabStrip(onPick);
  const picture = createPicture(canvas);
  const node = element(
    'section',
    { class: 'stage', 'aria-label': 'Live view' },
    tabs.node,
    element('div', { class: 'row' }, address, notice, state),
    element('div', { class: 'screen' }, canvas, veil),
  );
  let hasPicture = false;
  let isCrashed = false;
  let forgetting;

  /** Words over the picture; none to see it plainly. */
  function cover(title = '', text = '') {
    veil.hidden = title === '';
    veil.replaceChildren(element('h2', {}, title), element('p', {}, text));
  }

  return {
    node,
    cover,
    frame(blob) {
      hasPicture = true;
      if (!isCrashed) cover();
      picture(blob);
    },
    tabs(message) {
      tabs.update(message);
      if (message.tabs.length > 0) return;
      hasPicture = false;
      cover('No tab is open', 'The picture appears when the browser opens one.');
    },
    page({ url, title, crashed, width, height }) {
      setText(address, url);
      if (crashed) cover('This page has crashed', 'It is shown again once it is reloaded or goes elsewhere.');
      else if (isCrashed) cover();
      isCrashed = crashed;
      canvas.setAttribute(
        'aria-label',
        title === '' ? 'Live picture of the page' : `Live picture of ${title}`,
      );
      if (width > 0 && height > 0) canvas.title = `${width} × ${height}`;
    },
    closed({ title }) {
      setText(notice, title === '' ? 'The tab that was shown has closed.' : `“${title}” has closed.`);
      clearTimeout(forgetting);
      forgetting = setTimeout(() => setText(notice, ''), noticeMs);
    },
    state(name) {
      node.dataset.state = name;
      setText(
        state,
        { connecting: 'Connecting…', live: 'Live', lost: 'Reconnecting…', ended: 'Ended' }[name],
      );
      if (name === 'connecting' && !hasPicture) cover('Connecting…', 'Waiting for the first picture.');
    },
  };
}
