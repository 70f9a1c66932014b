/** All that a run touches outside itself, as one value, so that tests need no process. */
import type { Readable } from 'node:stream';
import type { Engine } from './engine.js';

/** Where text goes. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
}

export interface Environment {
  readonly stdin: { readonly stream: Readable; readonly isTerminal: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  /** The current folder, absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  readonly engine: Engine;
}

/** Documented in `--help` and in the README. */
export const exitCodes = {
  /** Done, or nothing to do, or the user said no. */
  done: 0,
  /** `--check`: changes are needed. */
  changesNeeded: 1,
  /** Usage, reading or writing, a parse error, a refusal, a failed verification. */
  failed: 2,
  /** SIGINT or SIGTERM: 128 + 2, as shells report it. */
  interrupted: 130,
} as const;

/** Thrown where a run meets the user's Ctrl-C. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** A guard between two steps. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
