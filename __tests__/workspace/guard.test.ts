import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChange } from '../../src/plan/change.js';
import { create, look, modify, remove } from './support/guarded.js';
import { makeRepository, type Sandbox } from './support/repository.js';

const made: Sandbox[] = [];
afterAll(() => {
  for (const sandbox of made) sandbox.remove();
});

function repository(
  files: Readonly<Record<string, string>> = { 'flake.nix': '0\n', 'a/b.nix': '0\n' },
): Sandbox {
  const sandbox = makeRepository(files);
  made.push(sandbox);
  return sandbox;
}

function conflict(sandbox: Sandbox): void {
  sandbox.git('checkout', '--quiet', '-b', 'other');
  sandbox.write('flake.nix', '1\n');
  sandbox.git('commit', '--quiet', '--all', '--message', 'one');
  sandbox.git('checkout', '--quiet', 'main');
  sandbox.write('flake.nix', '2\n');
  sandbox.git('commit', '--quiet', '--all', '--message', 'two');
  expect(() => sandbox.git('merge', 'other')).toThrow();
}

describe('guard', () => {
  it.each<[string, (sandbox: Sandbox) => void, readonly FileChange[], readonly string[]]>([
    ['clean files', () => {}, [modify('flake.nix'), remove('a/b.nix'), create('new/x.nix')], []],
    ['no changes', () => {}, [], []],
    [
      'a change elsewhere is nobody’s business',
      (sandbox) => sandbox.write('a/b.nix', '1\n'),
      [modify('flake.nix')],
      [],
    ],
    [
      'a modified file',
      (sandbox) => sandbox.write('flake.nix', '1\n'),
      [modify('flake.nix')],
      ['flake.nix: modified'],
    ],
    [
      'a modified file that the plan leaves as it is',
      (sandbox) => sandbox.write('flake.nix', '1\n'),
      [{ kind: 'modify', path: 'flake.nix', before: '1\n', after: '1\n' }],
      [],
    ],
    [
      'a touched file with the same content',
      (sandbox) => sandbox.write('flake.nix', '0\n'),
      [modify('flake.nix')],
      [],
    ],
    [
      'a file modified behind the back of git',
      (sandbox) => {
        sandbox.git('update-index', '--assume-unchanged', 'flake.nix');
        sandbox.write('flake.nix', '1\n');
      },
      [modify('flake.nix')],
      ['flake.nix: modified'],
    ],
    [
      'a staged file',
      (sandbox) => {
        sandbox.write('flake.nix', '1\n');
        sandbox.git('add', 'flake.nix');
      },
      [modify('flake.nix')],
      ['flake.nix: staged'],
    ],
    [
      'a staged file that was modified again',
      (sandbox) => {
        sandbox.write('flake.nix', '1\n');
        sandbox.git('add', 'flake.nix');
        sandbox.write('flake.nix', '2\n');
      },
      [modify('flake.nix')],
      ['flake.nix: modified'],
    ],
    [
      'a staged new file',
      (sandbox) => {
        sandbox.write('new.nix', '0\n');
        sandbox.git('add', 'new.nix');
      },
      [remove('new.nix')],
      ['new.nix: staged'],
    ],
    [
      'a file known by intent-to-add only',
      (sandbox) => {
        sandbox.write('new.nix', '0\n');
        sandbox.git('add', '--intent-to-add', 'new.nix');
      },
      [modify('new.nix')],
      ['new.nix: modified (known to git by name only)'],
    ],
    [
      'an untracked file to be overwritten',
      (sandbox) => sandbox.write('new.nix', '0\n'),
      [modify('new.nix')],
      ['new.nix: untracked'],
    ],
    [
      'an untracked file to be deleted',
      (sandbox) => sandbox.write('new.nix', '0\n'),
      [remove('new.nix')],
      ['new.nix: untracked'],
    ],
    [
      'an untracked file where one is to be created',
      (sandbox) => sandbox.write('new.nix', '0\n'),
      [create('new.nix')],
      ['new.nix: untracked'],
    ],
    [
      'a file taken out of the index and kept',
      (sandbox) => sandbox.git('rm', '--quiet', '--cached', 'flake.nix'),
      [modify('flake.nix')],
      ['flake.nix: untracked'],
    ],
    [
      'a deleted file where one is to be created',
      (sandbox) => rmSync(join(sandbox.root, 'a/b.nix')),
      [create('a/b.nix')],
      ['a/b.nix: modified (deleted)'],
    ],
    [
      'an ignored file to be changed, with the line that ignores it',
      (sandbox) => {
        sandbox.write('.gitignore', '# comment\nlocal*.nix\n');
        sandbox.write('local.nix', '0\n');
      },
      [modify('local.nix')],
      ['local.nix: ignored (.gitignore:2: local*.nix)'],
    ],
    [
      'an ignored folder for a new file',
      (sandbox) => sandbox.write('.git/info/exclude', 'new/\n'),
      [create('new/deep/x.nix'), create('newer/x.nix')],
      ['new/deep/x.nix: ignored (.git/info/exclude:1: new/)'],
    ],
    [
      'a path that one pattern ignores and a later one does not',
      (sandbox) => sandbox.write('.gitignore', '*.nix\n!x.nix\n'),
      [create('x.nix'), create('y.nix')],
      ['y.nix: ignored (.gitignore:1: *.nix)'],
    ],
    [
      'a tracked file that a pattern ignores',
      (sandbox) => sandbox.write('.gitignore', 'flake.nix\n'),
      [modify('flake.nix')],
      [],
    ],
    ['a merge conflict', conflict, [modify('flake.nix')], ['flake.nix: conflicted']],
    [
      'an executable bit changed by the user',
      (sandbox) => chmodSync(join(sandbox.root, 'flake.nix'), 0o755),
      [modify('flake.nix')],
      [],
    ],
    [
      'CRLF in the work tree where git converts line ends',
      (sandbox) => {
        sandbox.git('config', 'core.autocrlf', 'true');
        sandbox.write('flake.nix', '0\r\n');
      },
      [modify('flake.nix', '0\r\n')],
      [],
    ],
    [
      'CRLF in the work tree where git does not convert',
      (sandbox) => sandbox.write('flake.nix', '0\r\n'),
      [modify('flake.nix', '0\r\n')],
      ['flake.nix: modified'],
    ],
    [
      'a filter whose content cannot be compared without running it',
      (sandbox) => {
        sandbox.write('.gitattributes', '*.nix filter=crypt\n');
        sandbox.git('config', 'filter.crypt.clean', 'tr 1 0');
        sandbox.write('flake.nix', '1\n');
      },
      [modify('flake.nix', '1\n'), modify('a/b.nix')],
      ['flake.nix: modified (under a content filter)'],
    ],
    [
      'a file behind a link is looked at where it really is',
      (sandbox) => {
        symlinkSync('a/b.nix', join(sandbox.root, 'link.nix'));
        symlinkSync('a', join(sandbox.root, 'folder'));
        sandbox.write('a/b.nix', '1\n');
      },
      [modify('link.nix', '1\n'), modify('folder/b.nix', '1\n'), create('folder/new.nix')],
      ['link.nix: modified', 'folder/b.nix: modified'],
    ],
    [
      'names with spaces, quotes, line ends, colons, stars and other alphabets',
      (sandbox) => {
        sandbox.write('.gitignore', 'ignored*\n');
        for (const name of ['a "b"\n\'c.nix', ':(top)x.nix', '*.nix', 'é 😀.nix', '-x.nix']) {
          sandbox.write(`odd/${name}`, '0\n');
          sandbox.write(`ignored/${name}`, '0\n');
        }
        sandbox.git('add', '--all');
        sandbox.git('commit', '--quiet', '--message', 'odd');
        sandbox.write('odd/*.nix', '1\n');
        sandbox.write('odd/é 😀.nix', '1\n');
        sandbox.write(':(top)y.nix', '0\n');
      },
      [
        modify('odd/a "b"\n\'c.nix'),
        modify('odd/:(top)x.nix'),
        modify('odd/*.nix', '1\n'),
        modify('odd/é 😀.nix', '1\n'),
        modify('odd/-x.nix'),
        modify('ignored/:(top)x.nix'),
        modify(':(top)y.nix'),
        create(':(glob)**.nix'),
      ],
      [
        'odd/*.nix: modified',
        'odd/é 😀.nix: modified',
        'ignored/:(top)x.nix: ignored (.gitignore:1: ignored*)',
        ':(top)y.nix: untracked',
      ],
    ],
  ])('%s', (_, prepare, changes, expected) => {
    const sandbox = repository();
    prepare(sandbox);
    expect(look(sandbox, ...changes)).toEqual(expected);
  });
});
