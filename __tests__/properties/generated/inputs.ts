/** The inputs of a flake in every form. */
import type { Choices } from '../../eval/generated/choices.js';
import { set } from './text.js';

export interface InputNames {
  /** The nixpkgs that the systems are made of. */
  readonly nixpkgs: string;
  /** A second nixpkgs, where there is one. */
  readonly channel: string | undefined;
  readonly names: readonly string[];
}

/** Which inputs there are; with the package perhaps llama.cpp's flake, half migrated. */
export function someInputNames(choices: Choices, withPackage: boolean): InputNames {
  const nixpkgs = choices.of(['nixpkgs', 'nixpkgs', 'nixpkgs', 'nixpkgs-unstable', 'nixos']);
  const channel = choices.chance(3) ? 'nixpkgs-stable' : undefined;
  const existing = withPackage && choices.chance(5) ? ['llama-cpp'] : [];
  const others = ['home-manager', 'flake-parts', 'flake-utils', ...existing, 'disko'];
  return { nixpkgs, channel, names: [nixpkgs, ...(channel === undefined ? [] : [channel]), ...others] };
}

const urls: Readonly<Record<string, string>> = {
  nixpkgs: 'github:NixOS/nixpkgs/nixos-25.11',
  'nixpkgs-unstable': 'github:NixOS/nixpkgs/nixos-unstable',
  nixos: 'github:NixOS/nixpkgs/nixos-25.11',
  'nixpkgs-stable': 'github:NixOS/nixpkgs/nixos-25.05',
  'home-manager': 'github:nix-community/home-manager',
  'flake-parts': 'github:hercules-ci/flake-parts',
  'flake-utils': 'github:numtide/flake-utils',
  'llama-cpp': 'github:ggerganov/llama.cpp',
  disko: 'github:nix-community/disko',
};

/** The bindings of flake.nix that are its inputs. */
export function writeInputs(choices: Choices, { nixpkgs, names }: InputNames): readonly string[] {
  const follows = (name: string): boolean => name === 'home-manager' || name === 'disko';
  const dotted = (name: string): string[] => [
    `${name}.url = "${urls[name]}";`,
    ...(follows(name) ? [`${name}.inputs.nixpkgs.follows = "${nixpkgs}";`] : []),
  ];
  const block = (name: string): string[] => [
    `${name} = ${set([`url = "${urls[name]}";`, ...(follows(name) ? [`inputs.nixpkgs.follows = "${nixpkgs}";`] : [])])};`,
  ];
  const deep = (name: string): string[] => [
    `${name} = ${set([`url = "${urls[name]}";`, ...(follows(name) ? [`inputs = { nixpkgs.follows = "${nixpkgs}"; };`] : [])])};`,
  ];
  const form = choices.number(0, 4);
  const comment = choices.chance(3) ? ['# llama-cpp.url = "github:ggerganov/llama.cpp";'] : [];
  const each = (write: (name: string) => string[]): string[] => [...names.flatMap(write), ...comment];
  const mixed = (name: string): string[] => (choices.chance(2) ? block(name) : dotted(name));
  switch (form) {
    case 0:
      return each((name) => dotted(name).map((line) => `inputs.${line}`));
    case 1:
      return [`inputs = ${set(each(block))};`];
    case 2:
      return [`inputs = ${set(each(deep))};`];
    case 3:
      return [`inputs = ${set(each(mixed))};`];
    default:
      return [`inputs = ${set(each(dotted))};`];
  }
}
