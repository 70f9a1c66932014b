/** The commands that only look: inspect, list, explain. And `--recover`, which plans nothing. */
import { resolve } from 'node:path';
import { cardList, cardText } from '../report/cards.js';
import { inspectJson, inspectText } from '../report/inspect.js';
import { kindText } from '../report/problem.js';
import { openWorkspace } from '../workspace/workspace.js';
import { type Environment, exitCodes } from './environment.js';
import { suggestion } from './nearest.js';
import { cliProblems, usage } from './problems.js';
import type { InspectRequest, Request } from './request.js';
import { screenOf } from './screen.js';
import { recoverRun, recoveryText } from './writing.js';

export async function inspectCommand(request: InspectRequest, environment: Environment): Promise<number> {
  const { out, outPrinting } = screenOf(environment, request.colour);
  const workspace = openWorkspace(resolve(environment.cwd, request.path), environment.env);
  const report = await environment.engine.inspect(workspace, request.options);
  out(request.json ? inspectJson(report) : inspectText(report, outPrinting.palette));
  return exitCodes.done;
}

export function listCommand(request: Request & { readonly kind: 'list' }, environment: Environment): number {
  const { out, outPrinting } = screenOf(environment, request.colour);
  const cards = environment.engine.codemods.map(({ card }) => card);
  out(cardList(cards, outPrinting.palette));
  return exitCodes.done;
}

/** A codemod by name, or a kind of problem by its code in any case. */
export function explainCommand(
  request: Request & { readonly kind: 'explain' },
  environment: Environment,
): number {
  const { out, outPrinting } = screenOf(environment, request.colour);
  const { subject } = request;
  const cards = environment.engine.codemods.map(({ card }) => card);
  const card = cards.find(({ name }) => name === subject);
  const kinds = [...environment.engine.problemKinds, ...cliProblems];
  const kind = kinds.find(({ code }) => code === subject.toUpperCase());
  if (card !== undefined) out(cardText(card, outPrinting.palette));
  else if (kind !== undefined) out(kindText(kind, outPrinting.palette));
  else {
    const names = [...cards.map(({ name }) => name), ...kinds.map(({ code }) => code)];
    throw usage(`there is no codemod and no code “${subject}”`, suggestion(subject, names));
  }
  return exitCodes.done;
}

export async function recoverCommand(
  request: Request & { readonly kind: 'recover' },
  environment: Environment,
): Promise<number> {
  const { err } = screenOf(environment, request.colour);
  const workspace = openWorkspace(resolve(environment.cwd, request.path), environment.env);
  err(recoveryText(await recoverRun(workspace)));
  return exitCodes.done;
}
