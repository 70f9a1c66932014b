/** Questions to a person at a terminal, answered by a line. */
import type { Readable } from 'node:stream';
import { Interrupted } from './environment.js';

/** Prints the question and waits. Out: the line without its end; `undefined` at the end of the input. */
export type Ask = (question: string) => Promise<string | undefined>;

/**
 * Reads lines without taking the terminal out of its own line mode: editing, Ctrl-C and Ctrl-D stay what the user
 * knows. Rejects with `Interrupted` when the signal comes.
 */
export function asking(stdin: Readable, write: (text: string) => void, signal: AbortSignal): Ask {
  let unread = '';
  return async (question) => {
    write(question);
    const text = unread.includes('\n') ? unread : await readMore(stdin, unread, signal);
    const end = text.indexOf('\n');
    unread = text.slice(end + 1);
    // What was typed without Enter before the input ended is no answer.
    return end === -1 ? undefined : text.slice(0, end).replace(/\r$/, '');
  };
}

/** `start` and what follows it, up to a chunk with a line end or to the end of the input. */
function readMore(stdin: Readable, start: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = start;
    const decoder = new TextDecoder();
    const stop = (): void => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.off('close', onEnd);
      stdin.off('error', onError);
      signal.removeEventListener('abort', onAbort);
      stdin.pause();
    };
    const onData = (chunk: Uint8Array | string): void => {
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      if (!text.includes('\n')) return;
      stop();
      resolve(text);
    };
    const onEnd = (): void => {
      stop();
      resolve(text);
    };
    const onError = (error: unknown): void => {
      stop();
      reject(error);
    };
    const onAbort = (): void => {
      stop();
      reject(new Interrupted());
    };
    if (signal.aborted) return onAbort();
    if (stdin.readableEnded || stdin.destroyed) return onEnd();
    signal.addEventListener('abort', onAbort);
    stdin.on('data', onData);
    stdin.on('end', onEnd);
    stdin.on('close', onEnd);
    stdin.on('error', onError);
    stdin.resume();
  });
}
