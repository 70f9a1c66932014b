/** One child process: bounded in time and output, ended with all that it started. */
import { spawn } from 'node:child_process';
import { errnoOf } from '../workspace/errno.js';

export interface ChildRequest {
  /** Absolute. */
  readonly program: string;
  readonly parameters: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input?: string | undefined;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

export type ChildOutcome =
  | {
      readonly kind: 'ended';
      readonly status: number | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'not-started'; readonly why: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-much-output' }
  | { readonly kind: 'interrupted' };

const longestOutput = 8 << 20;

/** How long a program may take to end itself before it is killed. */
const patience = 2000;

/**
 * Runs a program to its end. It gets a process group of its own, without a terminal: it can ask nobody, and what it
 * started ends with it. Ctrl-C therefore reaches it through the signal.
 */
export function runChild(request: ChildRequest): Promise<ChildOutcome> {
  const { program, parameters, cwd, environment, input = '', milliseconds, signal } = request;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'interrupted' });
    const child = spawn(program, [...parameters], { cwd, env: { ...environment }, detached: true });
    let ended: ChildOutcome | undefined;
    let killer: NodeJS.Timeout | undefined;
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    const end = (outcome: ChildOutcome): void => {
      if (ended !== undefined) return;
      ended = outcome;
      killGroup(child.pid, 'SIGTERM');
      killer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), patience);
    };
    const timer = setTimeout(() => end({ kind: 'timeout' }), milliseconds);
    const onAbort = (): void => end({ kind: 'interrupted' });
    signal.addEventListener('abort', onAbort);
    const finish = (outcome: ChildOutcome): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      // The program itself has ended; what it started may be deaf.
      if (ended !== undefined) killGroup(child.pid, 'SIGKILL');
      signal.removeEventListener('abort', onAbort);
      resolve(ended ?? outcome);
    };
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > longestOutput) end({ kind: 'too-much-output' });
      else chunks.push(chunk);
    };
    child.stdout.on('data', collect(output.stdout));
    child.stderr.on('data', collect(output.stderr));
    child.on('error', (error) => finish({ kind: 'not-started', why: error.message }));
    child.on('close', (status) =>
      finish({
        kind: 'ended',
        status,
        stdout: Buffer.concat(output.stdout).toString(),
        stderr: Buffer.concat(output.stderr).toString(),
      }),
    );
    // A program that does not read its input closes it: that is no failure of ours.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input);
  });
}

function killGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    // All of them have ended; macOS says EPERM where they only wait to be reaped.
    const code = errnoOf(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
