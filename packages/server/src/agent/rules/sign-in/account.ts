import type { Instruction } from '../../language/instruction.ts';
import { Obstacle } from '../../obstacle.ts';
import { inPage } from '../../page/page-script.ts';
import { visitorTexts } from '../../page/side-texts.page.ts';
import type { Sight } from '../../page/sight.ts';
import { resolve, type Scene } from '../scene.ts';
import type { SignInForm } from './form.ts';
import { chooseHint, type Hint, hintsIn } from './hint.ts';

const USERNAME_PARAMETERS = ['username', 'user', 'email', 'login', 'user_name', 'userName', 'account'];
const PASSWORD_PARAMETERS = ['password', 'pass', 'passwd', 'pwd', 'secret'];

export interface Account {
  readonly username: string | null;
  readonly password: string;
}

/** Given, or shown to everybody by the page; the want of either is told before anything is typed. */
export function accountFor(
  scene: Scene,
  {
    instruction,
    form,
    hints,
  }: { instruction: Extract<Instruction, { kind: 'sign-in' }>; form: SignInForm; hints: readonly Hint[] },
): Account {
  const username = instruction.username ? resolve(scene, instruction.username) : namedUser(scene);
  const given = instruction.password
    ? resolve(scene, instruction.password)
    : parameter(scene, PASSWORD_PARAMETERS);
  const password = given ?? chooseHint(hints, username);
  if (password === null) {
    const several = hints.length > 1 ? ' The page hints at several, and none is evidently this one.' : '';
    throw new Obstacle(
      'credentials_missing',
      `No password to sign in with: give it in \`parameters\` as \`password\` or write it into the instruction.${several}`,
    );
  }
  scene.mask.learn(password);
  const needsName = form.username !== null && form.username.facts.value === '';
  if (username === null && needsName) {
    throw new Obstacle(
      'credentials_missing',
      'No user name to sign in with: name it, or give it in `parameters` as `username`.',
    );
  }
  return { username, password };
}

/** Hints in the site's own words: a password that a comment or an article names is anybody's. */
export async function trustedHints({ tab }: Scene, sight: Sight): Promise<Hint[]> {
  const texts = await Promise.all(
    // A frame that is just loading shows no hint either.
    tab.page.frames().map(frame => inPage<string>(frame, [visitorTexts]).catch(() => '')),
  );
  return hintsIn(sight.prose).filter(hint => !texts.some(text => text.includes(hint.password)));
}

/** Who the parameters name. */
export function namedUser(scene: Scene): string | null {
  return parameter(scene, USERNAME_PARAMETERS);
}

function parameter(scene: Scene, names: readonly string[]): string | null {
  for (const name of names) {
    const value = scene.task.parameters[name];
    if (value !== undefined) return value;
  }
  return null;
}
