/** Overlays of the user's: of other packages, of another nixpkgs, and home-made ones of llama.cpp. */
import type { Choices } from '../../eval/generated/choices.js';
import { own, set } from './text.js';

/** A home-made overlay of llama.cpp. */
export interface Legacy {
  /** `path` of a file of its own; `undefined` where it is written in place. */
  readonly path: string | undefined;
  readonly text: string;
  /** How a list of overlays names it, from the folder of flake.nix. */
  readonly element: string;
  /** What it defines, with the variant that each means. */
  readonly attributes: readonly (readonly [name: string, variant: string | undefined])[];
  /** Nothing else is in it, so that it goes as a whole. */
  readonly goes: boolean;
}

const [final, prev] = [own('final'), own('prev')];

/** An overlay that has nothing to do with llama.cpp. */
export function otherOverlay(choices: Choices, id: number): string {
  return choices.of([
    `(${final}: ${prev}: { hello${id} = ${prev}.hello; })`,
    `(_: ${prev}: { htop${id} = ${prev}.htop.overrideAttrs (old: { postInstall = "llama-cpp"; }); })`,
    `(${final}: ${prev}: ${set([`tool${id} = ${final}.hello;`, `other${id} = ${prev}.git;`])})`,
  ]);
}

/** Gives another nixpkgs as `pkgs.unstable`. */
export function channelOverlay(channel: string): string {
  return `(${final}: ${prev}: { unstable = import ${channel} { system = ${prev}.stdenv.hostPlatform.system; }; })`;
}

const definitions: readonly [
  readonly [string, string, string | undefined],
  ...(readonly [string, string, string | undefined])[],
] = [
  ['llama-cpp', `${prev}.llama-cpp.override { cudaSupport = true; }`, 'cuda'],
  ['llama-cpp', `${prev}.llama-cpp.override { vulkanSupport = true; }`, 'vulkan'],
  ['llama-cpp-cuda', `${prev}.llama-cpp.override { cudaSupport = true; }`, 'cuda'],
  ['llama-cpp-rocm', `${prev}.llama-cpp.override { rocmSupport = true; }`, 'rocm'],
  [
    'llama-cpp-cuda',
    `(${prev}.llama-cpp.override { cudaSupport = true; }).overrideAttrs (old: { cmakeFlags = old.cmakeFlags ++ [ "-DGGML_NATIVE=ON" ]; })`,
    'cuda',
  ],
  ['llama-cpp-native', `${prev}.llama-cpp.override { vulkanSupport = true; }`, 'vulkan'],
];

export function someLegacy(choices: Choices): Legacy {
  const first = choices.of(definitions);
  const second = choices.of(definitions);
  const chosen = choices.chance(2) && second[0] !== first[0] ? [first, second] : [first];
  const goes = !choices.chance(3);
  const bindings = [
    ...chosen.map(([name, value]) => `${name} = ${value};`),
    ...(goes ? [] : [`hello-own = ${prev}.hello;`]),
  ];
  const attributes = chosen.map(([name, , variant]) => [name, variant] as const);
  const body = `${final}: ${prev}: ${set(bindings)}`;
  const path = choices.of([
    'overlays/llama.nix',
    'pkgs/llama-cpp-variants.nix',
    'overlays/local/default.nix',
  ]);
  const written = `./${path.replace(/\/default\.nix$/, '')}`;
  const comment = '# Builds of llama.cpp for our machines.\n';
  switch (choices.number(0, 3)) {
    case 0:
      return { path: undefined, text: '', element: `(${body})`, attributes, goes };
    case 1:
      return { path, text: `${comment}${body}\n`, element: `(import ${written})`, attributes, goes };
    case 2:
      return {
        path,
        text: `${comment}{ inputs, ... }:\n${body}\n`,
        element: `(import ${written} { inherit inputs; })`,
        attributes,
        goes,
      };
    default:
      return { path, text: `inputs: ${body}\n`, element: `(import ${written} inputs)`, attributes, goes };
  }
}
