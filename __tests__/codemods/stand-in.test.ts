/** The stand-in for llama.cpp takes what the package in the test harness takes, which has upstream's arguments. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { standInFlake } from '../../codemods/stand-in.js';
import { describeWithNix } from '../nix/describe-with-nix.js';

const upstream = join(import.meta.dirname, '../nix/llama.cpp/.devops/nix/package.nix');

function evaluate<Value>(expression: string): Value {
  const parameters = ['--eval', '--strict', '--json', '-E', expression];
  return JSON.parse(execFileSync('nix-instantiate', parameters, { encoding: 'utf8' }));
}

/** The stand-in's overlay on a package set that hands out the function of the package. */
const standIn = `((${standInFlake}).outputs { }).overlays.default`;

describeWithNix('the stand-in', () => {
  test('has every argument of the package', () => {
    const args = (expression: string): readonly string[] =>
      evaluate(`builtins.attrNames (builtins.functionArgs (${expression}))`);
    const own = args(`(${standIn} { callPackage = function: _: function; } { }).llamaPackages.llama-cpp`);
    const theirs = args(`import ${upstream}`);
    expect(theirs).toEqual(expect.arrayContaining(['useCuda', 'useRocm', 'useVulkan']));
    expect(own).toEqual(expect.arrayContaining(theirs.filter((name) => name !== 'origin')));
  });

  test('has the attributes that overlays and configurations read', () => {
    const attributes = evaluate(`let
      lib = { optionalString = condition: text: if condition then text else ""; licenses = { }; platforms = { }; };
      callPackage = function: _: function { inherit lib; config = { }; stdenv.mkDerivation = x: x; useCuda = true; };
      package = (${standIn} { inherit callPackage; } { }).llamaPackages.llama-cpp;
    in { inherit (package) pname version cmakeFlags buildInputs nativeBuildInputs postInstall env; inherit (package.meta) mainProgram; }`);
    expect(attributes).toEqual({
      pname: 'llama-cpp-cuda',
      version: '0.0.0',
      cmakeFlags: [],
      buildInputs: [],
      nativeBuildInputs: [],
      postInstall: '',
      env: {},
      mainProgram: 'llama-cli',
    });
  });
});
