/** Runs a command line's work; what goes wrong is said in one line, for the person at the terminal. */
export async function orExplain(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    console.error(`berth: ${explain(fault)}`);
    process.exit(1);
  }
}

function explain(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  if ('code' in fault && fault.code === 'EADDRINUSE' && 'port' in fault) {
    return `port ${String(fault.port)} is in use. Set BERTH_PORT (or BERTH_DEMO_PORT for the demo app) to another one, or to 0 for a free one.`;
  }
  return fault.message;
}
