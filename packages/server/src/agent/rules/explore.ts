import { labelOf } from '../match/elements.ts';
import type { Seen, Sight } from '../page/sight.ts';
import type { Scene } from './scene.ts';

const MENUS_OPENED = 4;
const MENU_NAME =
  /^(main |open |toggle |show |site )?(menu|navigation|nav|sidebar|more)( menu)?$|toggle (navigation|sidebar)|hamburger/i;

export interface Finding<T> {
  readonly sight: Sight;
  readonly result: T;
}

/** Opens closed menus, a few at most, until `find` sees what it looks for. A menu that held nothing is closed again. */
export async function explore<T>(
  scene: Scene,
  instruction: string,
  find: (sight: Sight) => T | null,
): Promise<Finding<T> | null> {
  const tried = new Set<string>();
  while (tried.size < MENUS_OPENED) {
    const before = await scene.tab.look();
    const menu = before.elements.find(seen => isClosedMenu(seen) && !tried.has(signatureOf(seen)));
    if (!menu) return null;
    tried.add(signatureOf(menu));
    const finding = await tryMenu(scene, { instruction, menu, before, find });
    if (finding) return finding;
  }
  return null;
}

interface Attempt<T> {
  readonly instruction: string;
  readonly menu: Seen;
  readonly before: Sight;
  readonly find: (sight: Sight) => T | null;
}

async function tryMenu<T>(
  scene: Scene,
  { instruction, menu, before, find }: Attempt<T>,
): Promise<Finding<T> | null> {
  let finding: Finding<T> | null = null;
  await scene.journal.step({ action: 'click', instruction, element: labelOf(menu) }, async () => {
    await scene.tab.click(scene.tab.locate(menu));
    const sight = await scene.tab.look();
    const result = find(sight);
    if (result !== null) finding = { sight, result };
    return sight.text === before.text ? null : 'a menu opened';
  });
  if (finding || scene.tab.url !== before.url) return finding;
  await scene.tab.page.keyboard.press('Escape');
  await scene.tab.settle(1000);
  const after = await scene.tab.look();
  const same = after.elements.find(seen => signatureOf(seen) === signatureOf(menu));
  if (same?.expanded) await scene.tab.click(scene.tab.locate(same));
  return null;
}

/** Only what says that it opens something: clicking buttons at random is not exploring. */
function isClosedMenu(seen: Seen): boolean {
  if (seen.disabled || seen.within.includes('row')) return false;
  if (seen.role === 'button' || seen.role === 'link' || seen.role === 'menuitem') {
    return seen.expanded === false || (seen.role === 'button' && MENU_NAME.test(seen.name));
  }
  return false;
}

function signatureOf(seen: Seen): string {
  return `${seen.role}|${seen.name}|${seen.within.length}`;
}
