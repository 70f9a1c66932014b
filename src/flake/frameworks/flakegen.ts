/**
 * flakegen: flake.nix is written from a template that is a flake itself, and calls its outputs
 * (jorsn/flakegen, flake.nix, `__functor`).
 */
import { type Framework, isRepository } from './framework.js';

export const flakegen: Framework = {
  name: 'flakegen',
  provides: (input) => isRepository(input, /(^|\/)flakegen$/),
  outputs: `
{ lib }:
{
  __functor = _: template: inputs:
    let
      path = if builtins.readFileType template == "directory" then template + "/flake.in.nix" else template;
    in
    if inputs ? self then (import path).outputs inputs else inputs;
}
`,
};
