import type { BrowserContext, Dialog } from 'playwright-core';

export interface SaidDialog {
  readonly kind: 'alert' | 'question';
  readonly message: string;
}

/** The boxes that pages put over themselves. Nothing is agreed to: a question is answered with Cancel, and told. */
export class Dialogs {
  #said: SaidDialog[] = [];

  constructor(context: BrowserContext) {
    context.on('dialog', dialog => this.#answer(dialog));
  }

  /** What was said since this was last asked. */
  take(): readonly SaidDialog[] {
    return this.#said.splice(0);
  }

  #answer(dialog: Dialog): void {
    const leaving = dialog.type() === 'beforeunload';
    if (!leaving) {
      this.#said.push({ kind: dialog.type() === 'alert' ? 'alert' : 'question', message: dialog.message() });
    }
    // Somebody who watches the session may have answered it already.
    void (leaving ? dialog.accept() : dialog.dismiss()).catch(() => undefined);
  }
}
