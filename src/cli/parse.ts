/** The command line's grammar, in yargs. Nothing is done here: the outcome is a request. */
import yargs, { type Argv } from 'yargs';
import { ProblemError } from '../problem.js';
import { type Arguments, known, positional, refuseExtra, refuseUnknown } from './arguments.js';
import { complete } from './completion.js';
import { completionFlag, completionScript, shellOf, shells } from './completion-script.js';
import { decodeColour, decodeInspect, decodeRun, decodeVerify } from './decode.js';
import type { Engine } from './engine.js';
import { inspectOptions, type OptionSpec, plainOptions, runOptions, verifyOptions } from './options.js';
import type { ProgramFacts } from './package.js';
import { usage } from './problems.js';
import type { Request } from './request.js';

const epilogue = (engine: Engine): string => `Variants: ${engine.variantNames.join(', ')}

In a terminal the plan is shown as a diff and one question is asked; without a
terminal, and with --yes, it is applied. The diff and JSON go to stdout, all
else to stderr.

The only program that runs is git. --verify and the command verify also run
official Nix, when it is on PATH: it evaluates your flake, without building,
downloading or locking, and may write what it evaluates to the Nix store.

Exit codes:
  0    done, or nothing to do, or you said no
  1    --check: changes are needed
  2    usage, reading or writing, a parse error, a refusal, a failed verification
  130  interrupted`;

/** In: the arguments, and the value of SHELL. Throws a ProblemError for what cannot be understood. */
export function parse(
  argv: readonly string[],
  engine: Engine,
  program: ProgramFacts,
  shell: string | undefined,
): Request {
  if (argv[0] === completionFlag) {
    const words = complete(argv.slice(1), engine);
    return { kind: 'print', text: words.map((word) => `${word}\n`).join('') };
  }
  let request: Request | undefined;
  let output = '';
  const parser = grammar(engine, program, shell, (found) => {
    request = found;
  });
  parser.parse([...argv], {}, (_error: unknown, _args: unknown, text: string) => {
    output = text;
  });
  // Help and version are output without a request.
  return request ?? { kind: 'print', text: output.endsWith('\n') ? output : `${output}\n` };
}

function completionText(args: Arguments, shell: string | undefined, program: ProgramFacts): string {
  const named = known('completion', positional(args, 'shell', 1, shellOf(shell)), shells);
  return completionScript(named, program.name);
}

/** Every command hands its request to `found`; what is wrong is thrown. */
function grammar(
  engine: Engine,
  program: ProgramFacts,
  shell: string | undefined,
  found: (request: Request) => void,
): Argv {
  const command =
    (specs: readonly OptionSpec[], positionals: readonly string[], decode: (args: Arguments) => Request) =>
    (args: Arguments): void => {
      refuseUnknown(args, specs, positionals);
      found(decode(args));
    };
  return yargs()
    .scriptName(program.name)
    .locale('en')
    .exitProcess(false)
    .fail((message: string | null, error: unknown) => {
      // With a message it is yargs that complains; else the error is one that was thrown here.
      throw message === null || error instanceof ProblemError ? error : usage(message);
    })
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command(
      '$0 [path]',
      program.description,
      (builder) =>
        withOptions(builder, runOptions)
          .positional('path', { type: 'string', describe: "The flake's folder", defaultDescription: '.' })
          .epilogue(epilogue(engine)),
      command(runOptions, ['path'], (args) => decodeRun(args, engine)),
    )
    .command(
      'inspect [path]',
      'Show the hosts, their files, overlays, references and hardware evidence',
      (builder) =>
        withOptions(builder, inspectOptions).positional('path', {
          type: 'string',
          describe: "The flake's folder",
        }),
      command(inspectOptions, ['path'], decodeInspect),
    )
    .command(
      'verify [path]',
      'Check a flake that was migrated, with official Nix where it is on PATH',
      (builder) =>
        withOptions(builder, verifyOptions).positional('path', {
          type: 'string',
          describe: "The flake's folder",
        }),
      command(verifyOptions, ['path'], decodeVerify),
    )
    .command(
      'list',
      'List the codemods',
      (builder) => withOptions(builder, plainOptions),
      command(plainOptions, [], (args) => {
        refuseExtra(args, 1);
        return { kind: 'list', colour: decodeColour(args) };
      }),
    )
    .command(
      'explain [subject]',
      'Explain a codemod or the code of a problem',
      (builder) =>
        withOptions(builder, plainOptions).positional('subject', {
          type: 'string',
          describe: 'CODEMOD or CODE',
        }),
      command(plainOptions, ['subject'], (args) => ({
        kind: 'explain',
        subject: positional(args, 'subject', 1),
        colour: decodeColour(args),
      })),
    )
    .command(
      'completion [shell]',
      'Print a completion script for bash, zsh or fish',
      (builder) =>
        builder.positional('shell', {
          type: 'string',
          describe: 'bash, zsh or fish, by default after $SHELL',
        }),
      command([], ['shell'], (args) => ({ kind: 'print', text: completionText(args, shell, program) })),
    )
    .help('help')
    .alias('help', 'h')
    .version(program.version)
    .wrap(100);
}

function withOptions(builder: Argv, specs: readonly OptionSpec[]): Argv {
  return specs.reduce(
    (sofar, spec) =>
      sofar.option(spec.name, {
        describe: spec.describe,
        group: spec.group,
        type: spec.kind === 'flag' ? 'boolean' : 'string',
        ...(spec.letter === undefined ? {} : { alias: spec.letter }),
        ...(spec.hidden === undefined ? {} : { hidden: true }),
      }),
    builder,
  );
}
