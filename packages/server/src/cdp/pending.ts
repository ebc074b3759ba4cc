import type { Attachment } from './attachment.ts';

export interface PendingCommand {
  /** `null`: the server's own command. */
  readonly client: Attachment | null;
  readonly clientId: number;
  readonly sessionId: string;
  /** For the server's own commands: takes the parsed answer. */
  readonly answered: ((answer: Record<string, unknown>) => void) | null;
  readonly failed: (reason: string) => void;
}

/** The commands that the browser has not answered yet, by the id it knows them under. */
export class PendingCommands {
  readonly #commands = new Map<number, PendingCommand>();
  #lastId = 0;

  add(command: PendingCommand): number {
    // Chromium's ids are 32-bit integers.
    this.#lastId = this.#lastId === 2_147_483_647 ? 1 : this.#lastId + 1;
    this.#commands.set(this.#lastId, command);
    return this.#lastId;
  }

  take(id: number): PendingCommand | undefined {
    const command = this.#commands.get(id);
    this.#commands.delete(id);
    return command;
  }

  /** Answers with an error: Chromium never answers what was asked of a target that went away. */
  failWhere(select: (command: PendingCommand) => boolean, reason: string): void {
    for (const [id, command] of this.#commands) {
      if (!select(command)) continue;
      this.#commands.delete(id);
      command.failed(reason);
    }
  }

  dropOf(client: Attachment): void {
    for (const [id, command] of this.#commands) if (command.client === client) this.#commands.delete(id);
  }
}
