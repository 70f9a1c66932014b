/** Programs in the place of Nix: small shell scripts that answer as a test wants and note what they were asked. */
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../cli/terminal.js';

export interface FakeNix {
  /** For PATH. */
  readonly path: string;
  /** Its `nix-instantiate`, absolute. */
  readonly program: string;
  /** A line for each call: `before` or `after` the change, then the arguments. */
  readonly asked: () => readonly string[];
}

export interface Answers {
  /** Shell for `nix eval`; `$when` is before or after, `$what` is names or host. Left out: there is no such program. */
  readonly nix?: string;
  /** Shell for `nix-instantiate --parse`; left out: everything is read. */
  readonly parse?: string;
  /** JSON: the inputs that the lock file has. */
  readonly locked?: string;
}

/** The tree counts as changed when its flake.nix holds the word `new`. */
export function fakeNix(answers: Answers): FakeNix {
  const folder = temporaryFolder();
  const log = join(folder, 'log');
  const head = `#!/bin/sh
when=before; grep -q new flake.nix && when=after
printf '%s %s' "$when" "$*" | tr '\\n' ' ' >> ${log}; echo >> ${log}
`;
  const script = (name: string, text: string): void => {
    writeFileSync(join(folder, name), head + text);
    chmodSync(join(folder, name), 0o755);
  };
  script(
    'nix-instantiate',
    `case "$*" in
  --version) echo 'nix-instantiate (Nix) 2.99.0';;
  *--parse*) ${answers.parse ?? ':'}
  ;;
  *--eval*) echo '${answers.locked ?? '["nixpkgs"]'}';;
esac
`,
  );
  if (answers.nix !== undefined)
    script('nix', `case "$*" in *builtins.attrNames*) what=names;; *) what=host;; esac\n${answers.nix}\n`);
  return {
    path: `${folder}${delimiter}${withoutNix()}`,
    program: join(folder, 'nix-instantiate'),
    asked: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
  };
}

/** A PATH with git and a shell's tools, and no Nix. */
export function withoutNix(): string {
  const folder = temporaryFolder();
  for (const name of ['git', 'sh', 'grep', 'tr', 'sleep', 'cat', 'node', 'env']) {
    const program = (process.env.PATH ?? '')
      .split(delimiter)
      .map((one) => join(one, name))
      .find((one) => existsSync(one));
    if (program !== undefined) symlinkSync(program, join(folder, name));
  }
  return folder;
}

/** Both hosts of the stub, and that each evaluates. */
export const allGood = `case $what in
  names) echo '["boron","carbon"]';;
  host) echo '{"drvPath":"/nix/store/x.drv","packages":{"thing":"thing-1"}}';;
esac`;
