import { loadGrammar } from '../../src/syntax/parser.js';
import { evaluate, shown } from './evaluation.js';

beforeAll(loadGrammar);

const files = {
  'default.nix': '{ top = true; }',
  'hosts/a/default.nix': '{ name = "a"; }',
  'hosts/b/default.nix': 'import ../a // { name = "b"; }',
  'hosts/c.nix': '{ x }: x + 1',
  'hosts/self.nix': 'import ./self.nix',
  'hosts/broken.nix': '{ a = ; }',
  'hosts/outside.nix': 'import ../../secrets.nix',
  'modules/one.nix': '{ }',
  'modules/deep/two.nix': '{ }',
  'modules/notes.md': 'notes\n',
  'data.json': '{ "a": [1, 2.5] }',
};

const table: readonly (readonly [expression: string, expected: string])[] = [
  // import
  ['import ./.', '{top=true}'],
  ['(import ./hosts/b).name', '"b"'],
  ['import ./hosts/c.nix { x = 1; }', '2'],
  ['import (./hosts + "/c.nix") { x = 1; }', '2'],
  [`import (./hosts + "/\${"a"}")`, '{name="a"}'],
  [`import "\${./hosts}/c.nix" { x = 2; }`, '3'],
  ['import (toString ./hosts/c.nix) { x = 3; }', '4'],
  ['map (file: (import file).name) [ ./hosts/a ./hosts/b ]', '["a" "b"]'],
  ['builtins.import ./hosts/a', '{name="a"}'],
  ['import ./hosts/self.nix', 'unknown'],
  ['import ./hosts/broken.nix', 'unknown'],
  ['import ./missing.nix', 'unknown'],
  ['import ./hosts/outside.nix', 'unknown'],
  ['import /etc/nixos', 'unknown'],
  ['import "/etc/nixos"', 'unknown'],
  ['builtins.scopedImport { } ./hosts/a', 'unknown'],
  ['import (builtins.path { path = ./hosts/a; name = "a"; })', '{name="a"}'],
  ['import (builtins.filterSource (path: type: true) ./hosts + "/a")', '{name="a"}'],
  // folders and files
  [
    'builtins.readDir ./hosts',
    '{a="directory" b="directory" broken.nix="regular" c.nix="regular" outside.nix="regular" self.nix="regular"}',
  ],
  ['builtins.readDir ./missing', 'unknown'],
  ['builtins.attrNames (lib.filterAttrs (n: t: t == "directory") (builtins.readDir ./hosts))', '["a" "b"]'],
  ['builtins.readFileType ./hosts', '"directory"'],
  ['builtins.pathExists ./hosts/c.nix', 'true'],
  ['builtins.pathExists ./hosts/d.nix', 'false'],
  ['builtins.pathExists (./hosts + "/a/default.nix")', 'true'],
  ['builtins.readFile ./modules/notes.md', '"notes\\n"'],
  ['lib.fileContents ./modules/notes.md', '"notes"'],
  ['builtins.fromJSON (builtins.readFile ./data.json)', '{a=[1 2.5]}'],
  ['lib.importJSON ./data.json', '{a=[1 2.5]}'],
  ['lib.importTOML ./data.json', 'unknown'],
  [
    'lib.filesystem.listFilesRecursive ./modules',
    '[./modules/deep/two.nix ./modules/notes.md ./modules/one.nix]',
  ],
  [
    'builtins.filter (lib.hasSuffix ".nix") (lib.filesystem.listFilesRecursive ./modules)',
    '[./modules/deep/two.nix ./modules/one.nix]',
  ],
  [
    'builtins.filter (f: !(lib.hasInfix "/deep/" (toString f))) (lib.filesystem.listFilesRecursive ./modules)',
    '[./modules/notes.md ./modules/one.nix]',
  ],
  ['lib.pathIsDirectory ./hosts', 'true'],
  [
    'lib.packagesFromDirectoryRecursive { callPackage = path: args: baseNameOf path; directory = ./modules; }',
    '{one="one.nix" deep={two="two.nix"}}',
  ],
  // paths
  ['./hosts/../modules/./one.nix', './modules/one.nix'],
  ['./hosts + "/a"', './hosts/a'],
  ['./hosts + "x"', './hostsx'],
  ['./. + "/hosts"', './hosts'],
  ['./. + "x"', 'unknown'],
  ['../x', 'unknown'],
  [`./\${"hosts"}/a`, './hosts/a'],
  ['lib.path.append ./hosts "a/b"', './hosts/a/b'],
  ['lib.path.removePrefix ./hosts ./hosts/a', '"./a"'],
  ['dirOf ./hosts/a', './hosts'],
  ['baseNameOf ./hosts/a', '"a"'],
  ['./hosts == ./hosts/.', 'true'],
  // paths with a name that is not known: what is there and can be imported
  [
    `./hosts/\${stranger}`,
    '(./hosts/a | ./hosts/b | ./hosts/broken.nix | ./hosts/c.nix | ./hosts/outside.nix | ./hosts/self.nix)',
  ],
  [`./hosts/\${stranger}/default.nix`, '(./hosts/a/default.nix | ./hosts/b/default.nix)'],
  [
    `./hosts/\${stranger}.nix`,
    '(./hosts/broken.nix | ./hosts/c.nix | ./hosts/outside.nix | ./hosts/self.nix)',
  ],
  [`./hosts/s\${stranger}.nix`, '(./hosts/self.nix)'],
  [`(import (./hosts + "/\${stranger}/default.nix")).name`, '("a" | "b")'],
  [
    `./hosts + "/\${stranger}"`,
    '(./hosts/a | ./hosts/b | ./hosts/broken.nix | ./hosts/c.nix | ./hosts/outside.nix | ./hosts/self.nix)',
  ],
  [`./hosts + stranger`, 'unknown'],
  [`./\${stranger}`, 'unknown'],
  [`./. + "/\${stranger}"`, 'unknown'],
  [`./\${stranger}/default.nix`, 'unknown'],
  [`./hosts/\${stranger}/\${stranger}`, 'unknown'],
  [`./hosts/\${stranger}-\${stranger}.nix`, 'unknown'],
  [`./missing/\${stranger}`, 'unknown'],
  [`./modules/\${stranger}/missing.nix`, 'unknown'],
  [`/hosts/\${stranger}`, 'unknown'],
  [`../\${stranger}`, 'unknown'],
  // paths as texts
  ['toString ./hosts', './hosts'],
  [`"\${toString ./hosts}/a" == toString ./hosts/a`, 'true'],
  ['lib.removePrefix (toString ./. + "/") (toString ./hosts/c.nix)', '"hosts/c.nix"'],
  ['lib.hasPrefix (toString ./hosts) (toString ./hosts/c.nix)', 'true'],
  ['lib.last (lib.splitString "/" (toString ./hosts/c.nix))', '"c.nix"'],
  ['lib.removeSuffix ".nix" (baseNameOf ./hosts/c.nix)', '"c"'],
  ['import (lib.removeSuffix "/x" (toString ./hosts/a/x))', '{name="a"}'],
  ['builtins.substring 11 4 (toString ./hosts)', 'unknown'],
  ['builtins.hashString "sha256" (toString ./hosts)', 'unknown'],
  ['builtins.toJSON (toString ./hosts)', 'unknown'],
];

const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`hosts/${index}.nix`, '{ }']));

test('of many files that a path may lead to, no choice is made', () => {
  const { 'hosts/0.nix': _, ...fewer } = many;
  const path = `./hosts/\${stranger}`;
  expect(shown(evaluate(path, { files: many }))).toBe('unknown');
  expect(shown(evaluate(path, { files: fewer }))).toContain(' | ');
});

test.each(table)('%s is %s', (expression, expected) => {
  expect(shown(evaluate(expression, { files }))).toBe(expected);
});
