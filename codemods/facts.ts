/**
 * What is true of llama.cpp: the flake, the packages, their arguments. Sources: ggml-org/llama.cpp `flake.nix` and
 * `.devops/nix/package.nix` (2026-08), nixpkgs `pkgs/by-name/ll/llama-cpp/package.nix`.
 */
import type { Vendor } from '../src/flake/hardware.js';
import { type FlakeInput, repositoryOf } from '../src/flake/inputs.js';

/** The flake to move to. */
export const officialUrl = 'github:ggml-org/llama.cpp';
export const usualInputName = 'llama-cpp';
/** The project lived under the second name until February 2025; GitHub redirects. */
const officialOwners: readonly string[] = ['ggml-org', 'ggerganov'];

export const plainName = 'llama-cpp';
export const variants = ['cpu', 'cuda', 'rocm', 'vulkan'] as const;
export type Variant = (typeof variants)[number];

export const isVariant = (text: string): text is Variant => variants.some((variant) => variant === text);

export const variantName = (variant: Variant): string => buildName(variant);

/** A variant, perhaps for one CPU only: `znver4`, or `native` for that of the machine that builds it. */
export interface ProcessorBuild {
  readonly variant: Variant;
  readonly processor: string;
}

/** The overlay's attribute of a build: `cuda` is `llama-cpp-cuda`, `cpu-znver4` is `llama-cpp-cpu-znver4`. */
export const buildName = (build: string): string => `${plainName}-${build}`;

/** The attribute of nixpkgs.config by which a host says what its plain package is; the overlay reads it. */
export const variantSetting = 'llamaCppVariant';
export const variantSettingPath = ['nixpkgs', 'config', variantSetting] as const;

/** The variant that an attribute of our overlay, or of nixpkgs, names: `llama-cpp-cuda` is `cuda`. */
export function variantOfName(name: string): Variant | undefined {
  return variants.find((variant) => name === variantName(variant));
}

/** The attributes that nixpkgs or the overlay has, the plain one included. */
export const isPackageName = (name: string): boolean =>
  name === plainName || variantOfName(name) !== undefined;

/** What a file must mention to be worth reading. */
export const mentions = /llama-cpp|llama\.cpp|llamaPackages/;

/** Which backend suits a vendor's hardware. Intel's graphics are no reason to leave the CPU: too many are slower. */
export const variantOfVendor: Readonly<Record<Vendor, Variant | undefined>> = {
  nvidia: 'cuda',
  amd: 'vulkan',
  intel: undefined,
};

export type InputState = 'official' | 'fork' | 'local' | 'other';

/** What an existing input has to do with llama.cpp. */
export function inputState({ url }: Pick<FlakeInput, 'url'>): InputState {
  if (url === undefined) return 'other';
  const repository = repositoryOf(url);
  if (repository !== undefined) {
    if (repository.repository.toLowerCase() !== 'llama.cpp') return 'other';
    return officialOwners.includes(repository.owner.toLowerCase()) ? 'official' : 'fork';
  }
  return /^(path|git\+file|file):.*llama\.cpp\/?$/.test(url) ? 'local' : 'other';
}

/** nixpkgs' arguments of `llama-cpp` that say which backends are built, and upstream's names for them. */
export const backendArguments: ReadonlyMap<string, Variant> = new Map([
  ['cudaSupport', 'cuda'],
  ['rocmSupport', 'rocm'],
  ['vulkanSupport', 'vulkan'],
  ['useCuda', 'cuda'],
  ['useRocm', 'rocm'],
  ['useVulkan', 'vulkan'],
]);

/** nixpkgs' argument to upstream's; names that are upstream's already map to themselves. */
export const argumentNames: ReadonlyMap<string, string> = new Map([
  ['cudaSupport', 'useCuda'],
  ['rocmSupport', 'useRocm'],
  ['vulkanSupport', 'useVulkan'],
  ['blasSupport', 'useBlas'],
  ['openblasSupport', 'useBlas'],
  ['metalSupport', 'useMetalKit'],
  ['rpcSupport', 'useRpc'],
  ['stdenv', 'effectiveStdenv'],
  ...[
    'useCuda useRocm useVulkan useBlas useMetalKit useRpc useWebUi enableStatic llamaVersion effectiveStdenv precompileMetalShaders rocmGpuTargets',
    'cudaPackages rocmPackages blas openssl shaderc vulkan-headers vulkan-loader spirv-headers cmake ninja pkg-config config git mpi glibc darwin nodejs',
  ].flatMap((names) => names.split(' ').map((name): [string, string] => [name, name])),
]);

/** Arguments of nixpkgs' that upstream has no counterpart for; they go, with a warning. */
export const droppedArguments: ReadonlySet<string> = new Set(
  'openclSupport clblast mpiSupport openVINOSupport syclSupport curl nodejs_latest npmHooks fetchNpmDeps installShellFiles useMpi enableCurl'.split(
    ' ',
  ),
);
