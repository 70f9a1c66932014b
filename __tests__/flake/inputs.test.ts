import { afterAll, describe, expect, test } from '@jest/globals';
import { isNixpkgs, localFolder, repositoryOf } from '../../src/flake/inputs.js';
import { ProblemError } from '../../src/problem.js';
import { flakeOf, removeRepositories } from './repository.js';

afterAll(removeRepositories);

const inputsOf = (inputs: string, head = '') =>
  flakeOf({ 'flake.nix': `${head}{ ${inputs} outputs = _: { }; }` }).inputs;

describe('the URL of an input is read from', () => {
  test.each([
    { name: 'a dotted line', text: 'inputs.x.url = "github:a/b";', url: 'github:a/b' },
    { name: 'a block', text: 'inputs = { x = { url = "github:a/b"; flake = false; }; };', url: 'github:a/b' },
    {
      name: 'a flake reference written as a set',
      text: 'inputs.x = { type = "github"; owner = "a"; repo = "b"; ref = "c"; };',
      url: 'github:a/b/c',
    },
    { name: 'a path', text: 'inputs.x.url = ./flakes/x;', url: './flakes/x' },
    { name: 'nothing, where it follows', text: 'inputs.x.follows = "y";', url: undefined },
  ])('$name', ({ text, url }) => {
    expect(inputsOf(text).entries.find(({ name }) => name === 'x')?.url).toBe(url);
  });
});

test('a flake may be a recursive set', () => {
  expect(inputsOf('inputs.x.url = "github:a/b";', 'rec ').entries.map(({ name }) => name)).toEqual(['x']);
});

describe('inputs that Nix cannot read either are refused:', () => {
  test.each([
    { name: 'a let', text: 'inputs = let u = "x"; in { x.url = u; };' },
    { name: 'a merge', text: 'inputs = { } // { x.url = "github:a/b"; };' },
    { name: 'a text with something in it', text: 'inputs.x.url = "github:${"a"}/b";' },
    { name: 'a path with something in it', text: 'inputs.x.url = ./${"a"};' },
    { name: 'an inherit', text: 'inputs = { inherit ({ x.url = "github:a/b"; }) x; };' },
  ])('$name', ({ text }) => {
    let code: string | undefined;
    try {
      inputsOf(text);
    } catch (error) {
      code = error instanceof ProblemError ? error.problem.kind.code : undefined;
    }
    expect(code).toBe('FLAKE304');
  });
});

describe('nixpkgs is', () => {
  test.each([
    { text: 'inputs.x.url = "github:NixOS/nixpkgs/nixos-unstable";', is: true },
    { text: 'inputs.x.url = "nixpkgs/nixos-25.05";', is: true },
    { text: 'inputs.x.url = "https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz";', is: true },
    { text: 'inputs.x.url = "https://flakehub.com/f/NixOS/nixpkgs/0.1";', is: true },
    { text: 'inputs.x.follows = "unstable"; inputs.unstable.url = "github:NixOS/nixpkgs";', is: true },
    { text: 'inputs.x = { type = "github"; owner = "NixOS"; repo = "nixpkgs"; };', is: true },
    { text: 'inputs.x.url = "github:nix-community/nixpkgs-wayland";', is: false },
    { text: 'inputs.x.url = "github:NixOS/nixos-hardware";', is: false },
    { text: 'inputs.x.follows = "y"; inputs.y.follows = "x";', is: false },
  ])('$text: $is', ({ text, is }) => {
    const input = inputsOf(text).entries.find(({ name }) => name === 'x');
    expect(input === undefined ? undefined : isNixpkgs(input)).toBe(is);
  });
});

describe('the repository of a URL is', () => {
  test.each([
    { url: 'github:a/b', repository: 'a/b' },
    { url: 'github:a/b/branch?dir=flake', repository: 'a/b' },
    { url: 'sourcehut:~a/b', repository: 'a/b' },
    { url: 'git+ssh://git@example.org/a/b.git?ref=main', repository: 'a/b' },
    { url: 'https://example.org/a/b/archive/main.tar.gz', repository: 'a/b' },
    { url: 'https://flakehub.com/f/a/b/*', repository: 'a/b' },
    { url: 'https://flakehub.com/f/a/b/0.1.*.tar.gz', repository: 'a/b' },
    { url: 'https://api.flakehub.com/f/pinned/a/b/0.1.1/0196/source.tar.gz', repository: 'a/b' },
    { url: 'https://example.org/f/a/b', repository: 'f/a' },
    { url: 'nixpkgs', repository: undefined },
    { url: './a/b', repository: undefined },
  ])('$url: $repository', ({ url, repository }) => {
    const of = repositoryOf(url);
    expect(of === undefined ? undefined : `${of.owner}/${of.repository}`).toBe(repository);
  });
});

describe('a flake of the same repository is', () => {
  test.each([
    { url: '"path:./core"', folder: './core' },
    { url: './core', folder: './core' },
    { url: '"path:../core?dir=flake"', folder: '../core/flake' },
    { url: '"path:/srv/core"', folder: undefined },
    { url: '"github:a/core"', folder: undefined },
  ])('$url: $folder', ({ url, folder }) => {
    const [input] = inputsOf(`inputs.x.url = ${url};`).entries;
    expect(input === undefined ? undefined : localFolder(input)).toBe(folder);
  });
});
