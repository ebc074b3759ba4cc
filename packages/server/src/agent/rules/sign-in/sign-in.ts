import type { Instruction } from '../../language/instruction.ts';
import { type Field, fieldLabel, labelOf } from '../../match/elements.ts';
import { Obstacle } from '../../obstacle.ts';
import type { Seen, Sight } from '../../page/sight.ts';
import { explore } from '../explore.ts';
import type { Scene } from '../scene.ts';
import { type Account, accountFor, trustedHints } from './account.ts';
import { asksForMore, signOutOf } from './evidence.ts';
import { findSignInForm, isPassword, type SignInForm, wantedBesides } from './form.ts';
import { awaitOutcome, type Outcome } from './outcome.ts';
import { alreadySignedIn, openSignInPage } from './way-in.ts';

type SignIn = Extract<Instruction, { kind: 'sign-in' }>;

const STEPS_OF_A_FORM = 3;

/** Signs in once: every field is verified, the outcome must be evident, a rejected password is never tried again. */
export async function signIn(scene: Scene, instruction: SignIn): Promise<void> {
  let sight = await scene.tab.look();
  let form = await findSignInForm(scene, sight);
  if (!form) {
    if (await alreadySignedIn(scene, { instruction, sight })) return;
    [sight, form] = await openSignInPage(scene, { instruction, sight });
  }
  refuseCaptcha(form);
  refuseForeignFrame(scene, form);
  await refuseWanting(scene, form, sight);
  const hints = await trustedHints(scene, sight);
  const account = accountFor(scene, { instruction, form, hints });
  await fillAndSubmit(scene, { instruction, sight, form, account });
}

function refuseCaptcha(form: SignInForm): void {
  if (form.captcha === null) return;
  throw new Obstacle(
    'anti_bot_detection',
    `The sign-in form asks to prove that a person is there: "${form.captcha}".`,
  );
}

/** A form that the browser or the site would send back for a field that nobody has given is not begun. */
async function refuseWanting(scene: Scene, form: SignInForm, sight: Sight): Promise<void> {
  const wanted = await wantedBesides(scene, form, sight);
  if (wanted === null) return;
  throw new Obstacle(
    'credentials_missing',
    `The sign-in form also requires ${wanted}, which is empty. Nothing was typed: fill it in first, in the same instruction or before.`,
  );
}

/** A password belongs to the site that was asked for, not to whatever that site shows in a frame. */
function refuseForeignFrame({ tab, task }: Scene, { username, password }: SignInForm): void {
  const own = [tab.page.url(), ...(task.url === null ? [] : [task.url])].map(url => new URL(url).origin);
  const foreign = [password, username].find(field => field && !own.includes(field.facts.origin));
  if (!foreign) return;
  throw new Obstacle(
    'wrong_page_state',
    `The sign-in form is in a frame of another site (${foreign.facts.origin}): nothing was typed there.`,
  );
}

interface Attempt {
  readonly instruction: SignIn;
  readonly sight: Sight;
  readonly form: SignInForm;
  readonly account: Account;
}

/** One form, or a chain of them (user name, then password): the password is sent exactly once. */
async function fillAndSubmit(scene: Scene, attempt: Attempt): Promise<void> {
  let { sight, form } = attempt;
  for (let step = 0; step < STEPS_OF_A_FORM; step += 1) {
    refuseCaptcha(form);
    refuseForeignFrame(scene, form);
    await fillForm(scene, { ...attempt, form });
    if (form.password) return submit(scene, { ...attempt, sight, form }, true);
    await submit(scene, { ...attempt, sight, form }, false);
    sight = await nextForm(scene, form);
    const next = await findSignInForm(scene, sight, { goesOn: true });
    if (!next)
      throw new Obstacle('wrong_page_state', `After the user name, ${sight.url} asks for no password.`);
    form = next;
  }
  throw new Obstacle('wrong_page_state', 'The sign-in form kept asking for the user name.');
}

async function fillForm(scene: Scene, { instruction, form, account }: Attempt): Promise<void> {
  const { username, password } = form;
  if (username && account.username !== null && username.facts.value !== account.username) {
    await fillField(scene, { instruction, field: username, text: account.username });
  }
  if (password) await fillField(scene, { instruction, field: password, text: account.password });
  // What was typed first may have gone while the second was typed.
  if (username && password && account.username !== null) await refuseLoss(scene, username, account.username);
}

async function fillField(
  scene: Scene,
  { instruction, field, text }: { instruction: SignIn; field: Field; text: string },
): Promise<void> {
  await scene.journal.step(
    { action: 'fill', instruction: instruction.text, element: fieldLabel(field) },
    async () => {
      const input = scene.tab.locate(field.seen);
      await input.fill(text, { timeout: 4000 });
      // Some fields judge what they hold when the focus leaves them.
      await input.blur({ timeout: 2000 });
      await refuseLoss(scene, field, text);
      return 'the field holds the value';
    },
  );
}

/** A password is what it is; the names of most sites may be written in any case. */
async function refuseLoss(scene: Scene, field: Field, text: string): Promise<void> {
  const value = await scene.tab.locate(field.seen).inputValue({ timeout: 2000 });
  if (isPassword(field) ? value === text : value.trim().toLowerCase() === text.trim().toLowerCase()) return;
  throw new Obstacle(
    'wrong_page_state',
    `${fieldLabel(field)} did not keep what was typed into it. The form was not sent.`,
  );
}

async function submit(
  scene: Scene,
  { instruction, sight, form, account }: Attempt,
  isLast: boolean,
): Promise<void> {
  const button: Seen | null = form.submit;
  const plan = {
    action: button ? 'click' : 'press',
    instruction: instruction.text,
    element: button ? labelOf(button) : 'Enter',
  };
  const outcomes: Outcome[] = [];
  await scene.journal.step(plan, async () => {
    const field = form.password ?? form.username;
    const [document, { traffic }] = [await scene.tab.document(), scene.tab];
    scene.tab.takeDialogs(); // of an earlier action
    const since = Date.now();
    if (button) await scene.tab.click(scene.tab.locate(button));
    else if (field) await scene.tab.press(scene.tab.locate(field.seen), 'Enter');
    if (!isLast) return null;
    const outcome = await awaitOutcome(scene, {
      before: sight,
      document,
      traffic,
      since,
      username: account.username,
    });
    outcomes.push(outcome);
    return outcome.signedIn ? outcome.evidence : null;
  });
  for (const outcome of outcomes) await settleDoubt(scene, instruction, outcome);
}

/** Many insides keep their sign-out in a menu: opening one shows it, and shows nothing to who is not signed in. */
async function settleDoubt(scene: Scene, instruction: SignIn, outcome: Outcome): Promise<void> {
  if (outcome.signedIn) return;
  const found = asksForMore(await scene.tab.look())
    ? null
    : await explore(scene, instruction.text, seen => signOutOf(seen) ?? null);
  if (!found) throw outcome.doubt;
  await scene.journal.step({ action: 'check', instruction: instruction.text, element: null }, async () => {
    await scene.tab.pressKey('Escape');
    return `the password field is gone and a menu offers "${found.result.name}"`;
  });
}

/** The second step may replace the first late: wait until a password is asked for or the page says what is wrong. */
async function nextForm(scene: Scene, before: SignInForm): Promise<Sight> {
  const deadline = Date.now() + 6000;
  for (;;) {
    const sight = await scene.tab.look();
    const form = await findSignInForm(scene, sight, { goesOn: true });
    if (form?.password) return sight;
    if (Date.now() > deadline) {
      const words = sight.elements.find(seen => seen.role === 'alert' && seen.name !== '')?.name;
      if (words)
        throw new Obstacle('auth_failure', `The site refused the user name: "${words}"`, { byTheSite: true });
      return sight;
    }
    await scene.tab.settle(before ? 500 : 0);
  }
}
