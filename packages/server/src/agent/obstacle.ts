import type { RunErrorCode } from '@berth/contract';

/** Why the engine goes no further. `byTheSite` marks a refusal that trying again does not change. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
  readonly code: RunErrorCode;
  readonly output: unknown;
  readonly byTheSite: boolean;

  constructor(code: RunErrorCode, reason: string, more: { output?: unknown; byTheSite?: boolean } = {}) {
    super(reason);
    this.code = code;
    this.output = more.output ?? null;
    this.byTheSite = more.byTheSite ?? false;
  }
}
