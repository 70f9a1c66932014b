#!/usr/bin/env node
/** The process around a run: its streams, its signals, its exit code. */
import * as engine from '../../codemods/index.js';
import { withInterruption } from '../workspace/interrupt.js';
import { exitCodes, type Output } from './environment.js';
import { run } from './run.js';

let isOutputLost = false;

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // EPIPE: whoever read has gone (`| head`), and needs no more. Anything else, a full disk say, is a failure.
    if (error.code !== 'EPIPE') isOutputLost = true;
  });
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY === true };
}

process.on('exit', () => {
  if (isOutputLost) process.exitCode = exitCodes.failed;
});

process.exitCode = await withInterruption((signal) =>
  run(process.argv.slice(2), {
    stdin: { stream: process.stdin, isTerminal: process.stdin.isTTY === true },
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    cwd: process.cwd(),
    env: process.env,
    signal,
    now: () => performance.now(),
    engine,
  }),
);
