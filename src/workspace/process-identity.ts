/** Which process holds something, and whether it is certainly gone. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from './errno.js';

/** Empty strings where the system does not tell (outside Linux). */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Another value after every start of the machine. */
  readonly boot: string;
  /** Numbers of processes mean something only within one such space (containers have their own). */
  readonly space: string;
  /** When the process started: tells it from a later one with the same number. */
  readonly started: string;
}

function textOrEmpty(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/** Field 22 of /proc/PID/stat; the second field is a name in parentheses that may hold anything (proc(5)). */
function startOf(pid: number): string {
  const stat = textOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    boot: textOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    space: textOrEmpty(() => readlinkSync('/proc/self/ns/pid')),
    started: startOf(process.pid),
  };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

function differ(a: string, b: string): boolean {
  return a !== '' && b !== '' && a !== b;
}

/** Whether a process has certainly ended. A process of another host or container is never certain. */
export function isGone(identity: ProcessIdentity): boolean {
  const own = ownIdentity();
  if (identity.host !== own.host) return false;
  if (differ(identity.boot, own.boot)) return true;
  if (differ(identity.space, own.space)) return false;
  return !exists(identity.pid) || differ(identity.started, startOf(identity.pid));
}

/** Reads what `JSON.stringify` made of an identity; `undefined` for anything else. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const fields = new Map<string, unknown>(Object.entries(JSON.parse(text)));
    const [pid, host, boot, space, started] = ['pid', 'host', 'boot', 'space', 'started'].map((name) =>
      fields.get(name),
    );
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
    if (typeof host !== 'string' || typeof boot !== 'string') return undefined;
    if (typeof space !== 'string' || typeof started !== 'string') return undefined;
    return { pid, host, boot, space, started };
  } catch {
    return undefined;
  }
}
