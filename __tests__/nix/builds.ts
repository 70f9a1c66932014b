/** The marks that `derivations.nix` writes into the path of a llama.cpp build, read back. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Origin = 'nixpkgs' | 'llama.cpp flake' | 'fork' | 'own';

/** One build of llama.cpp: where its expression is from and what is switched on. */
export interface Build {
  readonly origin: Origin;
  /** True flags by backend: `cuda`, `rocm`, `vulkan`, `metal`, `blas`, `rpc`, `mpi`, `static`. */
  readonly flags: readonly string[];
  readonly cmakeFlags: readonly string[];
}

const MARK = /(?:\/nix\/store\/llama-cpp)?\+llama:([^:+]*):([^:+]*):([^+]*):llama\+/g;
const ORIGINS: Readonly<Record<string, Origin>> = {
  nixpkgs: 'nixpkgs',
  flake: 'llama.cpp flake',
  fork: 'fork',
  own: 'own',
};

/** The builds that a text names, in order. */
export function buildsIn(text: string): Build[] {
  return [...text.matchAll(MARK)].map(([, origin = '', flags = '', cmakeFlags = '']) => ({
    origin: ORIGINS[origin] ?? 'own',
    flags: flags.split(',').filter((flag) => flag !== ''),
    cmakeFlags: cmakeFlags.split(',').filter((flag) => flag !== ''),
  }));
}

/** The same text whichever build it names. */
export function withoutBuilds(text: string): string {
  return text.replace(MARK, '<llama-cpp>');
}

/** The GPU backends of a build, sorted. */
export function backendsOf(build: Build): string[] {
  return build.flags.filter((flag) => ['cuda', 'rocm', 'vulkan', 'metal'].includes(flag)).sort();
}

/** The last value that the build passes to CMake for a variable, as CMake takes it. */
export function cmakeValue(build: Build, name: string): string | undefined {
  const values = build.cmakeFlags.flatMap(
    (flag) => flag.match(new RegExp(`^-D${name}(?::\\w+)?=(.*)$`))?.[1] ?? [],
  );
  return values.at(-1);
}

/** A tree as pairs of dotted path and leaf; the elements of a list share the list's path, which is the leaf. */
export function flatten(tree: Json, path = ''): [string, Json][] {
  if (tree === null || typeof tree !== 'object' || Array.isArray(tree)) return [[path, tree]];
  const entries = Object.entries(tree as { readonly [key: string]: Json });
  if (entries.length === 0) return [[path, {}]];
  return entries.flatMap(([key, value]) => flatten(value, path === '' ? key : `${path}.${key}`));
}
