import { labelOf } from '../match/elements.ts';
import type { Seen, Sight } from '../page/sight.ts';
import type { Scene } from './scene.ts';

const MENUS_OPENED = 4;
const LOOKED_AT = 60;
const MENU_NAME =
  /^(main |open |toggle |show |site )?(menu|navigation|nav|sidebar)( menu)?$|toggle (navigation|sidebar)|hamburger/i;

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
    const menu = await closedMenu(scene, before, tried);
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
  if (finding || scene.tab.page.url() !== before.url) return finding;
  await scene.tab.page.keyboard.press('Escape');
  await scene.tab.settle(1000);
  const after = await scene.tab.look();
  const same = after.elements.find(seen => signatureOf(seen) === signatureOf(menu));
  if (same && (await isOpen(scene, same))) await scene.tab.click(scene.tab.locate(same));
  return null;
}

/**
 * Only what is made for opening something, and nothing that leads away or sends a form: clicking at random is not
 * exploring.
 */
async function closedMenu(scene: Scene, sight: Sight, tried: ReadonlySet<string>): Promise<Seen | null> {
  const possible = sight.elements
    .filter(seen => mayOpen(seen) && !tried.has(signatureOf(seen)))
    .slice(0, LOOKED_AT);
  for (const seen of possible) {
    const facts = await scene.tab.facts(seen).catch(() => null);
    if (!facts || facts.expanded === true) continue;
    const isNamed = MENU_NAME.test(seen.name) && facts.form === 'document';
    if (facts.opens || isNamed) return seen;
  }
  return null;
}

export async function hasClosedMenu(scene: Scene, sight: Sight): Promise<boolean> {
  return (await closedMenu(scene, sight, new Set())) !== null;
}

function mayOpen(seen: Seen): boolean {
  if (seen.disabled || seen.within.includes('row')) return false;
  if (seen.url !== null && !/^(#|javascript:|$)/i.test(seen.url)) return false;
  return (
    /^(button|link|menuitem)$/.test(seen.role) || (seen.role === 'generic' && seen.within.at(-1) === 'group')
  );
}

async function isOpen(scene: Scene, seen: Seen): Promise<boolean> {
  return (await scene.tab.facts(seen).catch(() => null))?.expanded === true;
}

function signatureOf(seen: Seen): string {
  return `${seen.role}|${seen.name}|${seen.within.length}`;
}
