/** The commands that a run ends with, for the folder in which it was started. */
import { resolve } from 'node:path';
import type { Plan } from '../plan/plan.js';

/**
 * The plan with commands that can be pasted where the tool was started: they are meant for the folder of the flake.
 * @param cwd where it was started
 * @param path the folder of the flake, as it was named
 */
export function withCommandsFrom(cwd: string, path: string, plan: Plan): Plan {
  if (plan.nextCommands.length === 0 || resolve(cwd, path) === resolve(cwd)) return plan;
  return { ...plan, nextCommands: [`cd ${shellWord(path)}`, ...plan.nextCommands] };
}

/** As one word of a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w./+][\w./+-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
