/** The workspace as JavaScript in a folder of its own, for child processes that are killed. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

export interface Compiled {
  /** Absolute path of the program. */
  readonly program: string;
  readonly remove: () => void;
}

/** In: a program in this folder. Out: its compiled copy, with everything of the workspace beside it. */
export function compileProgram(name: string): Compiled {
  const repository = process.cwd();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-compiled-')));
  const support = '__tests__/workspace/support';
  const workspace = readdirSync(join(repository, 'src/workspace')).map((file) => `src/workspace/${file}`);
  const programs = ['faults', 'editors', name].map((file) => `${support}/${file}.ts`);
  const files = [...workspace, 'src/problem.ts', ...programs];
  for (const file of files) {
    const { code } = transformFileSync(join(repository, file), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  return {
    program: join(folder, support, `${name}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
