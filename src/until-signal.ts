/**
 * Resolves on the first SIGINT or SIGTERM. A second one ends the process at once, for people in a hurry; what was being
 * transmitted is then in doubt.
 */
export async function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal);
        process.once(signal, () => process.exit(1));
      });
    }
  });
}
