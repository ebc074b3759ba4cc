import type { TaskStep, TaskWatch } from '../runs/engine.ts';
import type { Mask } from './mask.ts';
import { Obstacle } from './obstacle.ts';

export interface StepPlan {
  readonly action: string;
  readonly instruction: string;
  readonly element: string | null;
}

/** Records steps with secrets masked, and holds the run to its number of steps. */
export class Journal {
  readonly #watch: TaskWatch;
  readonly #mask: Mask;
  readonly #maxSteps: number;
  readonly #url: () => string;
  #count = 0;

  constructor(options: { watch: TaskWatch; mask: Mask; maxSteps: number; url: () => string }) {
    this.#watch = options.watch;
    this.#mask = options.mask;
    this.#maxSteps = options.maxSteps;
    this.#url = options.url;
  }

  /** `act` resolves with what was checked afterwards; a step that fails is recorded too, without a check. */
  async step(plan: StepPlan, act: () => Promise<string | null>): Promise<void> {
    this.#watch.signal.throwIfAborted();
    if (this.#count >= this.#maxSteps) {
      throw new Obstacle(
        'max_steps',
        `The limit of ${this.#maxSteps} steps was reached before: ${plan.instruction}`,
      );
    }
    this.#count += 1;
    const startedAt = Date.now();
    let check: string | null = null;
    try {
      check = await act();
    } finally {
      if (!this.#watch.signal.aborted) this.#watch.onStep(this.#masked(plan, check, startedAt));
    }
  }

  #masked(plan: StepPlan, check: string | null, startedAt: number): TaskStep {
    return {
      action: plan.action,
      instruction: this.#mask.text(plan.instruction),
      element: plan.element === null ? null : this.#mask.text(plan.element),
      check: check === null ? null : this.#mask.text(check),
      url: this.#mask.text(this.#url()),
      startedAt,
      durationMs: Date.now() - startedAt,
    };
  }
}
