/** What the person at the terminal can act on: shown without a stack trace. */
export class SetupProblem extends Error {}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}
