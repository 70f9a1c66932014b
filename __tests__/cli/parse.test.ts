/** From words to a request, and what is said about words that make no sense. */
import { commandNames } from '../../src/cli/options.js';
import { parse } from '../../src/cli/parse.js';
import type { MigrateRequest, Request } from '../../src/cli/request.js';
import { defaultPlanOptions } from '../../src/plan/plan.js';
import { ProblemError } from '../../src/problem.js';
import { stubEngine } from './stub-engine.js';

const program = { name: 'prog', version: '1.2.3', description: 'Moves things', homepage: undefined };

const parsed = (...argv: readonly string[]): Request => parse(argv, stubEngine, program, '/bin/zsh');

function migration(...argv: readonly string[]): MigrateRequest {
  const request = parsed(...argv);
  if (request.kind !== 'migrate') throw new Error(`not a migration: ${request.kind}`);
  return request;
}

function printed(...argv: readonly string[]): string {
  const request = parsed(...argv);
  if (request.kind !== 'print') throw new Error(`nothing to print: ${request.kind}`);
  return request.text;
}

function complaint(...argv: readonly string[]): string {
  try {
    parsed(...argv);
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.message} | ${error.problem.hint}`;
    throw error;
  }
  return 'none';
}

test('no words: this folder, ask, everything by default', () => {
  expect(migration()).toEqual({
    kind: 'migrate',
    path: '.',
    way: { kind: 'ask' },
    options: defaultPlanOptions,
    allowDirty: false,
    gitAdd: true,
    verify: undefined,
    report: undefined,
    format: 'text',
    colour: 'auto',
  });
});

test('every option at once', () => {
  const words = [
    ...[
      'some/where',
      '--variant',
      'carbon=fast',
      '--variant=slow',
      '--variant',
      'me@a=b=fast',
      '--host',
      'carbon',
    ],
    ...[
      '--host',
      'boron',
      '--allow-partial',
      '--only',
      'rename-old',
      '--input-name',
      'in',
      '--url',
      'github:a/b/v1',
    ],
    ...[
      '--with=more,most',
      '--with',
      'more',
      '--cpu-arch',
      'a=b=znver4',
      '--cpu-native',
      'boron',
      '--keep-nixpkgs-default',
      '--overlay-path',
      'o.nix',
      '--legacy',
      'l.nix',
      '--legacy',
      'm.nix',
      '--allow-dirty',
      '--no-git-add',
      '-n',
      '-y',
    ],
    ...['--json', '--color', 'never'],
  ];
  expect(migration(...words)).toEqual({
    kind: 'migrate',
    path: 'some/where',
    way: { kind: 'dry-run' },
    options: {
      hosts: ['carbon', 'boron'],
      variants: new Map([
        ['carbon', 'fast'],
        ['*', 'slow'],
        ['me@a=b', 'fast'],
      ]),
      allowPartial: true,
      only: ['rename-old'],
      skip: [],
      inputName: 'in',
      url: 'github:a/b/v1',
      overlayPath: 'o.nix',
      legacy: ['l.nix', 'm.nix'],
      additions: ['more', 'most', 'more'],
      processors: new Map([
        ['a=b', 'znver4'],
        ['boron', 'native'],
      ]),
      keepDefault: true,
    },
    allowDirty: true,
    gitAdd: false,
    format: 'json',
    colour: 'never',
  });
});

test.each([
  [['--check'], 'check'],
  [['--dry-run'], 'dry-run'],
  [['-n'], 'dry-run'],
  [['-y'], 'apply'],
  [['--yes', '--yes'], 'apply'],
  [['-i'], 'interactive'],
  [['-ny'], 'dry-run'],
])('%j is the way %s', (argv, way) => {
  expect(migration(...argv).way).toEqual({ kind: way });
});

test.each([
  [['123'], '123'],
  [['--', '-odd'], '-odd'],
  [['./list'], './list'],
  [['-y', 'x'], 'x'],
])('the path in %j is %s', (argv, path) => {
  expect(migration(...argv).path).toBe(path);
});

test.each([
  [['--dry-rnu'], 'there is no option --dry-rnu | did you mean --dry-run?'],
  [['--overlay_path=x'], 'there is no option --overlay_path | did you mean --overlay-path?'],
  [['--no-yes'], 'there is no option --no-yes | --help lists all commands and options'],
  [['--dryRun'], 'there is no option --dryRun | did you mean --dry-run?'],
  [['-z'], 'there is no option -z | --help lists all commands and options'],
  [['--variant', 'fats'], '--variant does not know “fats” | did you mean fast?'],
  [['--variant', 'carbon=hologram'], '--variant does not know “hologram” | one of: fast, slow'],
  [['--variant', '=fast'], '--variant =fast names no host | write --variant HOST=VARIANT'],
  [
    ['--variant', 'fast', '--variant', 'slow'],
    '--variant asks for both fast and slow for all hosts | give one variant a host',
  ],
  [['--with', 'mroe'], '--with does not know “mroe” | did you mean more?'],
  [['--with', 'more,'], '--with does not know “” | one of: more, most'],
  [
    ['--cpu-arch', 'znver4'],
    '--cpu-arch znver4 is not HOST=ARCHITECTURE | write e.g. --cpu-arch carbon=znver4',
  ],
  [
    ['--cpu-arch', 'carbon=-O3 x'],
    '--cpu-arch carbon=-O3 x is not HOST=ARCHITECTURE | write e.g. --cpu-arch carbon=znver4',
  ],
  [
    ['--cpu-arch', 'carbon=native'],
    '--cpu-arch carbon=native is not HOST=ARCHITECTURE | write e.g. --cpu-arch carbon=znver4',
  ],
  [
    ['--cpu-arch', 'carbon=znver4', '--cpu-native', 'carbon'],
    'carbon cannot be built for both znver4 and native | --help lists all commands and options',
  ],
  [['--variant'], '--variant needs a value | --help lists all commands and options'],
  [['--host', '--check'], '--host needs a value | --help lists all commands and options'],
  [['--host='], '--host needs a value | --help lists all commands and options'],
  [['--url', 'a', '--url', 'b'], '--url is given 2 times | give it once'],
  [['--only', 'rename-odl'], '--only does not know “rename-odl” | did you mean rename-old?'],
  [
    ['--only', 'rename-old', '--skip', 'rename-old'],
    '--only and --skip both name rename-old | --help lists all commands and options',
  ],
  [['--format', 'yaml'], '--format does not know “yaml” | one of: text, json, sarif, github'],
  [
    ['--format', 'sarif'],
    '--format sarif needs --check or --dry-run | --help lists all commands and options',
  ],
  [
    ['--json', '--format', 'github', '-n'],
    '--json and --format github exclude each other | --help lists all commands and options',
  ],
  [['--color', 'alway'], '--color does not know “alway” | did you mean always?'],
  [['--check', '-n'], '--dry-run and --check exclude each other | --help lists all commands and options'],
  [['-i', '-y'], '--interactive and --yes exclude each other | --help lists all commands and options'],
  [['--recover', '-n'], '--recover and --dry-run exclude each other | --help lists all commands and options'],
  [['a', 'b'], '“b” is too much | --help lists all commands and options'],
  [['list', 'x'], '“x” is too much | --help lists all commands and options'],
  [['list', '--check'], 'there is no option --check | --help lists all commands and options'],
  [['explain'], 'one subject is expected | --help lists all commands and options'],
  [['explain', 'a', 'b'], '“b” is too much | --help lists all commands and options'],
])('%j is refused in words', (argv, message) => {
  expect(complaint(...argv)).toBe(message);
});

test('the other commands', () => {
  expect(parsed('inspect', '--json')).toMatchObject({ kind: 'inspect', path: '.', json: true });
  expect(parsed('inspect', 'x', '--host', 'a')).toMatchObject({
    path: 'x',
    json: false,
    options: { hosts: ['a'] },
  });
  expect(parsed('list', '--no-color')).toEqual({ kind: 'list', colour: 'never' });
  expect(parsed('explain', 'STUB101')).toEqual({ kind: 'explain', subject: 'STUB101', colour: 'auto' });
  expect(parsed('--recover', 'x')).toEqual({ kind: 'recover', path: 'x', colour: 'auto' });
});

test('--help names every command and every exit code, and the version is the package’s', () => {
  const help = printed('--help');
  for (const name of commandNames) expect(help).toContain(`prog ${name}`);
  expect(help).toContain('Exit codes:\n  0 ');
  expect(help).toMatch(/^ {2}130 {2}interrupted$/m);
  expect(help).toContain('--allow-dirty');
  expect(help).not.toContain('--no-color');
  expect(printed('-h')).toBe(help);
  expect(printed('--version')).toBe('1.2.3\n');
  expect(printed('explain', '--help')).toContain('CODEMOD or CODE');
});

test('completion names the shells that it knows', () => {
  expect(complaint('completion', 'fisch')).toBe('completion does not know “fisch” | did you mean fish?');
});
