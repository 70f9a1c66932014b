/** What can be wrong with a flake. */
import type { ProblemKind } from '../problem.js';

export const noFlake: ProblemKind = {
  code: 'FLAKE301',
  title: 'There is no flake.nix',
  explanation:
    'The folder holds no flake.nix. Give the folder of the flake as the argument. A configuration without a flake (channels, npins) cannot be migrated by this tool.',
};
export const brokenFlake: ProblemKind = {
  code: 'FLAKE302',
  title: 'A file has a syntax error',
  explanation:
    'Nix itself would refuse the file. Correct it first; a file with a syntax error is never edited.',
};
export const notASet: ProblemKind = {
  code: 'FLAKE303',
  title: 'flake.nix is not an attribute set',
  explanation:
    'Nix requires that flake.nix is `{ inputs = …; outputs = …; }`, written out (NixOS/nix issue 3966).',
};
export const unreadableInputs: ProblemKind = {
  code: 'FLAKE304',
  title: 'The inputs cannot be read',
  explanation:
    'Nix reads the inputs of a flake without evaluating them, so that they must be written out: no `let`, no `//`, no interpolation.',
};
export const noOutputs: ProblemKind = {
  code: 'FLAKE305',
  title: 'The flake has no outputs function',
  explanation: '`outputs` must be a function, `outputs = { self, nixpkgs, ... }: …`, or a file that is one.',
};
export const generatedFlake: ProblemKind = {
  code: 'FLAKE306',
  title: 'flake.nix is generated',
  explanation:
    'The file says that a program writes it, so that an edit would be lost at the next run of that program. Edit the source that it is generated from; the message names what to add.',
};
export const noHosts: ProblemKind = {
  code: 'FLAKE307',
  title: 'The flake has no system',
  explanation:
    'No nixosConfigurations, darwinConfigurations or homeConfigurations were found in the outputs.',
};
export const unknownHost: ProblemKind = {
  code: 'HOST401',
  title: 'A host cannot be understood',
  explanation:
    'How the host is built depends on something that cannot be known without running Nix; the message names the deepest reason with its place. `--allow-partial` goes on with the hosts that are understood, `--host NAME` names those that you want. Only Nix code is read: a table of hosts in JSON or TOML is understood once it is in a Nix file that is imported. What a function of another flake makes is not known unless it is nixosSystem, darwinSystem or homeManagerConfiguration, under whatever input, or a framework that this tool knows.',
};
export const noSuchHost: ProblemKind = {
  code: 'HOST402',
  title: 'There is no such host',
  explanation: '`--host` or `--variant` names a host that the flake does not have.',
};

export const builtElsewhere: ProblemKind = {
  code: 'HOST405',
  title: 'A host is built by another flake',
  explanation:
    'The output is taken from an input as it is, so that only that flake can change it. It is left alone; run this tool in that flake.',
};

export const flakeProblems: readonly ProblemKind[] = [
  noFlake,
  brokenFlake,
  notASet,
  unreadableInputs,
  noOutputs,
  generatedFlake,
  noHosts,
  unknownHost,
  noSuchHost,
  builtElsewhere,
];
