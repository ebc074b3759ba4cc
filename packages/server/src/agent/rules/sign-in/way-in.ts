import type { Instruction } from '../../language/instruction.ts';
import { labelOf } from '../../match/elements.ts';
import { Obstacle } from '../../obstacle.ts';
import type { Sight } from '../../page/sight.ts';
import { explore } from '../explore.ts';
import { resolve, type Scene } from '../scene.ts';
import { namedUser } from './account.ts';
import { leadsToSignIn, shows, signedInEvidence, somebodyElse } from './evidence.ts';
import { findSignInForm, passwordWantedFor, type SignInForm } from './form.ts';

interface Wanted {
  readonly instruction: Extract<Instruction, { kind: 'sign-in' }>;
  readonly sight: Sight;
}

/** Who is signed in already has to be who was asked for: a session of somebody unknown is no success. */
export async function alreadySignedIn(scene: Scene, { instruction, sight }: Wanted): Promise<boolean> {
  const evidence = signedInEvidence(sight);
  if (!evidence) return false;
  const given = instruction.username;
  const username = given ? resolve(scene, given) : namedUser(scene);
  const other = username === null ? null : somebodyElse(sight, username);
  if (other !== null) {
    throw new Obstacle(
      'wrong_page_state',
      `The page is signed in as ${other}, not as ${username}. Sign out first.`,
    );
  }
  if (username !== null && !(await isShown(scene, { instruction, sight, username }))) {
    throw new Obstacle(
      'wrong_page_state',
      `Somebody is signed in already (${evidence}), and the page does not say whether it is ${username}. Sign out first, or ask to log in without a user name.`,
    );
  }
  const plan = { action: 'check', instruction: instruction.text, element: null };
  await scene.journal.step(plan, async () => `already signed in: ${evidence}`);
  return true;
}

/** On the page, or in the menu of the account. */
async function isShown(
  scene: Scene,
  { instruction, sight, username }: Wanted & { username: string },
): Promise<boolean> {
  const names = [username, username.split('@')[0] ?? ''];
  const has = ({ text, title }: Sight) => names.some(name => shows(`${title} ${text}`, name));
  if (has(sight)) return true;
  const found = await explore(scene, instruction.text, seen => (has(seen) ? true : null));
  if (found) await scene.tab.pressKey('Escape');
  return found !== null;
}

/**
 * Follows the page's own link to its form. Also without any password at hand: sites for trying out show one beside the
 * form, and opening that page is all that is touched before the want of a password is told.
 */
export async function openSignInPage(
  scene: Scene,
  { instruction, sight }: Wanted,
): Promise<[Sight, SignInForm]> {
  const link = sight.elements.find(leadsToSignIn);
  if (!link) throw await nothingOn(scene, sight);
  await scene.journal.step(
    { action: 'click', instruction: instruction.text, element: labelOf(link) },
    async () => {
      await scene.tab.click(scene.tab.locate(link));
      return null;
    },
  );
  const opened = await scene.tab.look();
  const form = await findSignInForm(scene, opened);
  if (!form) throw await nothingOn(scene, opened, labelOf(link));
  return [opened, form];
}

async function nothingOn(scene: Scene, sight: Sight, followed?: string): Promise<Obstacle> {
  const wanted = await passwordWantedFor(scene, sight);
  if (wanted !== null) {
    return new Obstacle(
      'wrong_page_state',
      `The form on ${sight.url} wants a password for something else than to sign in: "${wanted}". Nothing was typed.`,
    );
  }
  const link = followed ? `, where ${followed} led` : ', and no link to one';
  return new Obstacle('element_not_found', `There is no sign-in form on ${sight.url}${link}.`);
}
