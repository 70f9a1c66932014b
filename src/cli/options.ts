/** Every option of every command, as a table: yargs, the check for unknown names and the completion read it. */

export type OptionKind =
  | 'flag'
  /** Takes one value, at most once. */
  | 'value'
  /** Takes one value each time it is given. */
  | 'list';

export interface OptionSpec {
  readonly name: string;
  readonly letter?: string;
  readonly kind: OptionKind;
  readonly group: string;
  readonly describe: string;
  readonly hidden?: true;
}

const run = 'What to do:';
const choice = 'Choices:';
const output = 'Output:';

const hostOption: OptionSpec = {
  name: 'host',
  kind: 'list',
  group: choice,
  describe: 'NAME: only this host (repeatable)',
};

const colourOptions: readonly OptionSpec[] = [
  {
    name: 'color',
    kind: 'value',
    group: output,
    describe: 'auto, always or never; NO_COLOR and FORCE_COLOR count too',
  },
  { name: 'no-color', kind: 'flag', group: output, describe: 'as --color never', hidden: true },
];

const nixTimeoutOption: OptionSpec = {
  name: 'nix-timeout',
  kind: 'value',
  group: run,
  describe: 'SECONDS that Nix may take for one file or host, 300 if not given',
};

const jsonOption: OptionSpec = { name: 'json', kind: 'flag', group: output, describe: 'as --format json' };

/** For the migration itself. */
export const runOptions: readonly OptionSpec[] = [
  {
    name: 'dry-run',
    letter: 'n',
    kind: 'flag',
    group: run,
    describe: 'Print the changes as a diff, write nothing',
  },
  {
    name: 'check',
    kind: 'flag',
    group: run,
    describe: 'Write nothing, exit with 1 when something would change',
  },
  { name: 'yes', letter: 'y', kind: 'flag', group: run, describe: 'Apply without asking' },
  {
    name: 'interactive',
    letter: 'i',
    kind: 'flag',
    group: run,
    describe: 'Ask for one change after the other',
  },
  {
    name: 'verify',
    kind: 'flag',
    group: run,
    describe: 'Let official Nix evaluate the flake before and after; take all back when it got worse',
  },
  nixTimeoutOption,
  {
    name: 'recover',
    kind: 'flag',
    group: run,
    describe: 'Only finish or take back a run that was interrupted',
  },
  {
    name: 'variant',
    kind: 'list',
    group: choice,
    describe: 'HOST=VARIANT, or VARIANT for all hosts (repeatable)',
  },
  {
    name: 'cpu-arch',
    kind: 'list',
    group: choice,
    describe: 'HOST=ARCHITECTURE, e.g. znver4: build for this CPU alone (repeatable)',
  },
  {
    name: 'cpu-native',
    kind: 'list',
    group: choice,
    describe: 'HOST: build for the CPU of the machine that builds it; impure (repeatable)',
  },
  {
    name: 'with',
    kind: 'list',
    group: choice,
    describe: 'PACKAGE[,PACKAGE]: more packages in the overlay (repeatable)',
  },
  {
    name: 'keep-nixpkgs-default',
    kind: 'flag',
    group: choice,
    describe: "Leave the package's plain name to nixpkgs; the variants alone are replaced",
  },
  hostOption,
  {
    name: 'allow-partial',
    kind: 'flag',
    group: choice,
    describe: 'Go on with the hosts that are understood',
  },
  { name: 'only', kind: 'list', group: choice, describe: 'CODEMOD: run only this one (repeatable)' },
  { name: 'skip', kind: 'list', group: choice, describe: 'CODEMOD: leave this one out (repeatable)' },
  { name: 'input-name', kind: 'value', group: choice, describe: 'NAME: the flake input to add' },
  {
    name: 'url',
    kind: 'value',
    group: choice,
    describe: 'URL: of the flake input, e.g. with a tag to pin it',
  },
  {
    name: 'overlay-path',
    kind: 'value',
    group: choice,
    describe: 'FILE: where the overlay is to be created',
  },
  {
    name: 'legacy',
    kind: 'list',
    group: choice,
    describe: 'FILE: an old overlay to be replaced (repeatable)',
  },
  {
    name: 'allow-dirty',
    kind: 'flag',
    group: choice,
    describe: 'Change files that have uncommitted changes',
  },
  {
    name: 'no-git-add',
    kind: 'flag',
    group: choice,
    describe: 'Do not make new files known to git (git add --intent-to-add)',
  },
  { name: 'format', kind: 'value', group: output, describe: 'text, json, sarif or github' },
  {
    name: 'report',
    kind: 'value',
    group: output,
    describe: 'FILE: for maintainers, however the run ends: versions, options, problems, the plan',
  },
  jsonOption,
  ...colourOptions,
];

export const inspectOptions: readonly OptionSpec[] = [
  hostOption,
  { name: 'format', kind: 'value', group: output, describe: 'text or json' },
  jsonOption,
  ...colourOptions,
];

export const verifyOptions: readonly OptionSpec[] = [
  hostOption,
  nixTimeoutOption,
  { name: 'format', kind: 'value', group: output, describe: 'text or json' },
  jsonOption,
  ...colourOptions,
];

/** For `list` and `explain`. */
export const plainOptions: readonly OptionSpec[] = colourOptions;

export const colours = ['auto', 'always', 'never'] as const;
export const commandNames = ['inspect', 'verify', 'list', 'explain', 'completion'] as const;
