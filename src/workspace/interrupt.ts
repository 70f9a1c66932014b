/** Ctrl-C and its kin as an AbortSignal, so that a transaction can take itself back before the process ends. */

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs something during which SIGINT, SIGTERM and SIGHUP do not end the process but abort the signal that is passed.
 * Out: what `run` gives. The exit code (130) is the caller's business.
 */
export async function withInterruption<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const name of interruptions) process.on(name, abort);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of interruptions) process.off(name, abort);
  }
}
