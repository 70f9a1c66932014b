/** Signals that end a run in order. Real ones are in the tests of interruption. */
import { withInterruption } from '../../src/workspace/interrupt.js';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = () => names.map((name) => process.listenerCount(name));

test.each(names)('%s aborts, and the run goes on to its end', async (name) => {
  const before = listeners();
  const result = await withInterruption(async (signal) => {
    expect(signal.aborted).toBe(false);
    expect(listeners()).toEqual(before.map((count) => count + 1));
    process.emit(name);
    expect(signal.aborted).toBe(true);
    return 7;
  });
  expect(result).toBe(7);
  expect(listeners()).toEqual(before);
});

test('nothing is aborted where no signal comes; nobody listens any more after a failure', async () => {
  const before = listeners();
  const run = withInterruption(async (signal) => {
    throw new Error(String(signal.aborted));
  });
  await expect(run).rejects.toThrow('false');
  expect(listeners()).toEqual(before);
});
