import type { Task } from '../../runs/engine.ts';
import type { Journal } from '../journal.ts';
import type { Value } from '../language/instruction.ts';
import type { Mask } from '../mask.ts';
import { type Field, isField } from '../match/elements.ts';
import { Obstacle } from '../obstacle.ts';
import type { Sight } from '../page/sight.ts';
import type { Tab } from '../page/tab.ts';

const FIELDS_LOOKED_AT = 80;

/** What every rule works with. */
export interface Scene {
  readonly tab: Tab;
  readonly journal: Journal;
  readonly mask: Mask;
  readonly task: Task;
  readonly signal: AbortSignal;
}

export async function fieldsOf(scene: Scene, sight: Sight): Promise<Field[]> {
  const seen = sight.elements.filter(isField).slice(0, FIELDS_LOOKED_AT);
  const fields = await Promise.all(
    seen.map(async each => {
      // An element that vanished between the look and this question is simply no candidate.
      const facts = await scene.tab.facts(each).catch(() => null);
      return facts ? { seen: each, facts } : null;
    }),
  );
  return fields.filter(field => field !== null);
}

/** The text behind a value; an unknown parameter is told before it could be typed as a blank. */
export function resolve(scene: Scene, value: Value): string {
  if (value.kind === 'literal') return value.text;
  const text = scene.task.parameters[value.name];
  if (text !== undefined) return text;
  throw new Obstacle(
    'credentials_missing',
    `The instruction uses {{${value.name}}}, and \`parameters\` has no "${value.name}".`,
  );
}
