import type { Instruction } from '../language/instruction.ts';
import { readPrompt } from '../language/prompt.ts';
import { noChoice } from '../match/choose.ts';
import { visibleChoice } from './click.ts';
import { hasClosedMenu } from './explore.ts';
import { fieldFor } from './fields.ts';
import { fieldsOf, type Scene } from './scene.ts';

/**
 * Typing reveals little: the fields that follow, and the first click after them, must be there before the first is
 * typed into. What a click, a closed menu or a list of suggestions could still bring is not foreseen.
 */
export async function foresee(scene: Scene, instruction: Instruction): Promise<void> {
  const following = chainFrom(scene.task.prompt, instruction);
  if (following.length < 2) return;
  const sight = await scene.tab.look();
  const fields = await fieldsOf(scene, sight);
  let suggests = false;
  for (const each of following) {
    if (each.kind === 'fill') {
      const targets = each.entries.map(entry => fieldFor(fields, entry));
      suggests ||= targets.some(
        ({ seen, facts }) => seen.role !== 'textbox' || /^(off|nope|new)/.test(facts.autocomplete),
      );
    }
    if (each.kind !== 'click' || suggests) continue;
    const choice = visibleChoice(sight, each.target);
    if (choice.kind === 'chosen' || (choice.kind === 'none' && (await hasClosedMenu(scene, sight)))) continue;
    throw noChoice(`"${each.target.phrase.text}", so that nothing was typed`, choice);
  }
}

/** This instruction and those after it, up to the first that could bring up something new. */
function chainFrom(prompt: string, instruction: Instruction): readonly Instruction[] {
  const reading = readPrompt(prompt);
  if (instruction.kind !== 'fill' || !reading.understood) return [];
  const from = reading.instructions.findIndex(each => each.kind === 'fill' && each.text === instruction.text);
  const rest = from === -1 ? [] : reading.instructions.slice(from);
  const end = rest.findIndex(each => each.kind !== 'fill');
  if (end === -1) return rest;
  return rest.slice(0, rest[end]?.kind === 'click' ? end + 1 : end);
}
