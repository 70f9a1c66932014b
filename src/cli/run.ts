/** From the words of the command line to an exit code. No error leaves this function. */
import { ProblemError } from '../problem.js';
import type { ColourChoice } from '../report/colour.js';
import { problemText } from '../report/problem.js';
import { printableLines } from '../workspace/printable.js';
import { type Environment, exitCodes, Interrupted } from './environment.js';
import { explainCommand, inspectCommand, listCommand, recoverCommand } from './look.js';
import { migrateCommand } from './migrate.js';
import { type ProgramFacts, readProgramFacts } from './package.js';
import { parse } from './parse.js';
import { internalError } from './problems.js';
import type { Request } from './request.js';
import { screenOf } from './screen.js';
import { verifyCommand } from './verify.js';

/** In: the arguments without the program's name. Out: the exit code. */
export async function run(
  argv: readonly string[],
  environment: Environment,
  program: ProgramFacts = readProgramFacts(),
): Promise<number> {
  let colour: ColourChoice = 'auto';
  try {
    const request = parse(argv, environment.engine, program, environment.env.SHELL);
    if (request.kind !== 'print') colour = request.colour;
    return await carryOut(request, environment, program);
  } catch (error) {
    return report(error, environment, colour);
  }
}

async function carryOut(request: Request, environment: Environment, program: ProgramFacts): Promise<number> {
  switch (request.kind) {
    case 'migrate':
      return migrateCommand(request, environment, program);
    case 'verify':
      return verifyCommand(request, environment, program);
    case 'recover':
      return recoverCommand(request, environment);
    case 'inspect':
      return inspectCommand(request, environment);
    case 'list':
      return listCommand(request, environment);
    case 'explain':
      return explainCommand(request, environment);
    case 'print':
      environment.stdout.write(request.text);
      return exitCodes.done;
  }
}

/** A user's mistake is a problem with a hint; only an error of ours shows a stack. */
function report(error: unknown, environment: Environment, colour: ColourChoice): number {
  const screen = screenOf(environment, colour);
  if (error instanceof Interrupted) {
    screen.err('\ninterrupted: nothing was written\n');
    return exitCodes.interrupted;
  }
  if (error instanceof ProblemError) {
    screen.err(problemText(error.problem, 'error', screen.errPrinting.palette));
    return exitCodes.failed;
  }
  const problem = {
    kind: internalError,
    message: messageOf(error),
    hint: 'please report this with the lines below; --report FILE writes more of it',
  };
  screen.err(problemText(problem, 'error', screen.errPrinting.palette));
  screen.err(`${printableLines(stackOf(error))}\n`);
  return exitCodes.failed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
