/** What the shells are offered for a word, and the scripts that ask for it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from '../../src/cli/parse.js';
import { stubEngine } from './stub-engine.js';
import { removeFolders, temporaryFolder, writeFiles } from './terminal.js';

afterAll(removeFolders);

const program = { name: 'prog', version: '1.2.3', description: 'Moves things', homepage: undefined };

function printed(...argv: readonly string[]): string {
  const request = parse(argv, stubEngine, program, '/bin/zsh');
  return request.kind === 'print' ? request.text : request.kind;
}

test('completion prints a script for the shell that runs, or the one named', () => {
  expect(printed('completion')).toMatch(/^#compdef prog\n/);
  expect(printed('completion', 'bash')).toContain('complete -o bashdefault -o default -F _prog prog\n');
  expect(printed('completion', 'fish')).toContain('complete -c prog -n _prog -f -a ');
});

test.each([
  [['ins'], 'inspect'],
  [['--dry'], '--dry-run'],
  [['x', '--all'], '--allow-partial --allow-dirty'],
  [['inspect', '--'], '--host --format --json --color --help --version'],
  [['--variant', 's'], 'slow'],
  [['--variant', 'carbon=s'], 'carbon=slow'],
  [['--variant', 'carbon', '='], 'fast slow'],
  [['--variant', 'carbon', '=', 'f'], 'fast'],
  [['--variant', '='], 'fast slow'],
  [['--variant', '=', 'carbon', '=', 'f'], 'fast'],
  [['--variant=f'], '--variant=fast'],
  [['--variant=carbon=f'], '--variant=carbon=fast'],
  [['--format', '=', 's'], 'sarif'],
  [['--format=s'], '--format=sarif'],
  [['--format', 's', '--color='], '--color=auto --color=always --color=never'],
  [['--url='], ''],
  [['--with', 'mo'], 'more most'],
  [['--only', ''], 'rename-old'],
  [['explain', 'C'], 'CLI001 CLI002'],
  [['completion', 'z'], 'zsh'],
  [['--url', 'g'], ''],
  [['some/where', ''], ''],
])('after %j the shell offers “%s”', (words, offered) => {
  expect(
    printed('--get-completions', ...words)
      .trim()
      .split('\n')
      .join(' '),
  ).toBe(offered);
});

/** Each is given the script as a file, and a program that offers one word; after --url none, and the shell has files. */
const inShells = [
  {
    shell: 'bash',
    argv: (file: string) => [
      '--norc',
      '-c',
      `prog() { [ "$2" = --url ] || echo carbon; }; . "$0"
       ask() { COMP_WORDS=(prog "$@") COMP_CWORD=$#; _prog; echo "\${COMPREPLY[@]:-files}"; }
       ask --host c; ask --url f; complete -p prog`,
      file,
    ],
    said: 'carbon\nfiles\ncomplete -o bashdefault -o default -F _prog prog\n',
  },
  {
    // As a file of $fpath, which is loaded by the first call, and as lines that are read.
    shell: 'zsh',
    argv: (file: string) => [
      '-f',
      '-c',
      `prog() { [[ $2 == --url ]] || print carbon }
       compadd() { print -l -- "\${(P@)2}" }; _files() { print files }; compdef() { print for $2 }
       ask() { words=(prog "$@") CURRENT=$(( $# + 1 )); _prog }
       fpath=(\${1:h}); autoload -Uz _prog; ask --host c; ask --host c; ask --url f; . $1`,
      'zsh',
      file,
    ],
    said: 'carbon\ncarbon\nfiles\nfor prog\n',
  },
  {
    shell: 'fish',
    argv: (file: string) => [
      '--no-config',
      '-c',
      `function prog; test $argv[2] = --url; or echo carbon; end; source $argv[1]
       complete -C 'prog --host '; complete -C 'prog --url _'`,
      file,
    ],
    said: 'carbon\n_prog\n',
  },
] as const;

describe.each(inShells)('the script for $shell', ({ shell, argv, said }) => {
  const isThere = spawnSync(shell, ['-c', 'exit']).status === 0;
  if (!isThere)
    console.warn(`${shell} is not on PATH: ITS COMPLETION IS NOT TESTED. Install ${shell} to run it.`);
  (isThere ? test : test.skip)('offers what the program says, else files', () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { _prog: printed('completion', shell) });
    expect(execFileSync(shell, argv(join(cwd, '_prog')), { cwd, encoding: 'utf8' })).toBe(said);
  });
});
