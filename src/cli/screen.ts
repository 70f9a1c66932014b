/** The two channels of a run, each with how it wants its text. */
import type { Problem } from '../problem.js';
import {
  type ColourChoice,
  colouredPalette,
  type Palette,
  plainPalette,
  wantsColour,
} from '../report/colour.js';
import { problemsText, type Severity } from '../report/problem.js';
import type { Printing } from '../report/report.js';
import type { Environment } from './environment.js';

export interface Screen {
  /** The diff, JSON, what was asked for. */
  readonly out: (text: string) => void;
  readonly outPrinting: Printing;
  /** Progress, warnings, questions, the summary. */
  readonly err: (text: string) => void;
  readonly errPrinting: Printing;
}

export function screenOf(environment: Environment, choice: ColourChoice): Screen {
  const { stdout, stderr, env } = environment;
  const palette = (isTerminal: boolean): Palette =>
    wantsColour(choice, env, isTerminal) ? colouredPalette : plainPalette;
  const outPalette = palette(stdout.isTerminal);
  return {
    out: stdout.write,
    // Bytes stay as they are only for another program: uncoloured, and not on a terminal.
    outPrinting: { palette: outPalette, exact: !stdout.isTerminal && outPalette === plainPalette },
    err: stderr.write,
    errPrinting: { palette: palette(stderr.isTerminal), exact: false },
  };
}

/** Prints problems on stderr. */
export function tell(screen: Screen, problems: readonly Problem[], severity: Severity): void {
  if (problems.length > 0) screen.err(problemsText(problems, severity, screen.errPrinting.palette));
}
