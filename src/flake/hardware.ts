/**
 * What a configuration says of its graphics hardware, each statement with its place. NixOS options:
 * nixpkgs nixos/modules/hardware/video/nvidia.nix, services/x11/xserver.nix, services/misc/ollama.nix;
 * nixos-hardware's modules by their names.
 */
import { symbolText, type Value } from '../eval/value.js';
import type { Place } from '../problem.js';
import type { Expression } from '../syntax/nodes.js';
import type { Configuration } from './configuration.js';
import { doubtsOf } from './hardware-doubts.js';
import type { ModuleEvaluation } from './modules/evaluation.js';

export type Vendor = 'nvidia' | 'amd' | 'intel';

export interface HardwareEvidence {
  readonly vendor: Vendor;
  /** In the words of the configuration: `services.xserver.videoDrivers has "nvidia"`. */
  readonly what: string;
  readonly place: Place | undefined;
}

/** Why the hardware does not settle which build fits: a guest's GPU, two vendors, WSL. */
export interface HardwareDoubt {
  readonly what: string;
  readonly place: Place | undefined;
}

export interface Hardware {
  readonly evidence: readonly HardwareEvidence[];
  readonly doubts: readonly HardwareDoubt[];
}

export const placeOf = (node: Expression | undefined): Place | undefined =>
  node === undefined ? undefined : node.source.place(node.start);

export function hardwareOf(configuration: Configuration): Hardware {
  const { modules } = configuration;
  const evidence: HardwareEvidence[] = [
    ...ofDrivers(modules),
    ...ofOptionSets(modules),
    ...ofKernelModules(modules),
    ...ofHardwareProfiles(modules),
    ...ofDriverPackages(modules),
  ];
  return { evidence, doubts: doubtsOf(modules, evidence) };
}

export function listedTexts(
  modules: ModuleEvaluation,
  path: readonly string[],
): readonly { text: string; node: Expression | undefined }[] {
  const value = modules.value(path);
  if (value.type !== 'list') return [];
  return value.items.flatMap(({ thunk, maybe }) => {
    const item = thunk.force();
    return maybe === undefined && item.type === 'string' && item.text !== undefined
      ? [{ text: item.text, node: thunk.node }]
      : [];
  });
}

function ofDrivers(modules: ModuleEvaluation): HardwareEvidence[] {
  const vendors: Readonly<Record<string, Vendor>> = {
    nvidia: 'nvidia',
    amdgpu: 'amd',
    'amdgpu-pro': 'amd',
    radeon: 'amd',
    intel: 'intel',
  };
  return listedTexts(modules, ['services', 'xserver', 'videoDrivers']).flatMap(({ text, node }) => {
    const vendor = vendors[text];
    return vendor === undefined
      ? []
      : [{ vendor, what: `services.xserver.videoDrivers has "${text}"`, place: placeOf(node) }];
  });
}

/** Options that only make sense with the hardware. */
const telling: readonly { readonly path: readonly string[]; readonly vendor: Vendor }[] = [
  { path: ['hardware', 'nvidia', 'modesetting', 'enable'], vendor: 'nvidia' },
  { path: ['hardware', 'nvidia', 'powerManagement', 'enable'], vendor: 'nvidia' },
  { path: ['hardware', 'nvidia', 'nvidiaSettings'], vendor: 'nvidia' },
  { path: ['hardware', 'nvidia', 'nvidiaPersistenced'], vendor: 'nvidia' },
  { path: ['hardware', 'nvidia', 'open'], vendor: 'nvidia' },
  { path: ['hardware', 'nvidia-container-toolkit', 'enable'], vendor: 'nvidia' },
  { path: ['hardware', 'nvidia-jetpack', 'enable'], vendor: 'nvidia' },
  { path: ['hardware', 'amdgpu', 'opencl', 'enable'], vendor: 'amd' },
  { path: ['hardware', 'amdgpu', 'initrd', 'enable'], vendor: 'amd' },
  { path: ['hardware', 'amdgpu', 'amdvlk', 'enable'], vendor: 'amd' },
];

function ofOptionSets(modules: ModuleEvaluation): HardwareEvidence[] {
  return telling.flatMap(({ path, vendor }) => {
    const value = modules.value(path);
    if (value.type !== 'boolean' || !value.value) return [];
    const [definition] = modules.definitions(path);
    return [{ vendor, what: `${path.join('.')} = true`, place: placeOf(definition?.thunk.node) }];
  });
}

function ofKernelModules(modules: ModuleEvaluation): HardwareEvidence[] {
  const paths = [
    ['boot', 'initrd', 'kernelModules'],
    ['boot', 'kernelModules'],
  ];
  return paths.flatMap((path) =>
    listedTexts(modules, path).flatMap(({ text, node }): HardwareEvidence[] => {
      const vendor: Vendor | undefined = text === 'amdgpu' ? 'amd' : text === 'nvidia' ? 'nvidia' : undefined;
      return vendor === undefined
        ? []
        : [{ vendor, what: `${path.join('.')} has "${text}"`, place: placeOf(node) }];
    }),
  );
}

/** Packages that drive or compute on a vendor's graphics: `hardware.graphics.extraPackages = [ rocmPackages.clr.icd ]`. */
function ofDriverPackages(modules: ModuleEvaluation): HardwareEvidence[] {
  const paths = [
    ['hardware', 'graphics', 'extraPackages'],
    ['hardware', 'opengl', 'extraPackages'],
  ];
  return paths.flatMap((path) => {
    const value = modules.value(path);
    if (value.type !== 'list') return [];
    return value.items.flatMap(({ thunk, maybe }): HardwareEvidence[] => {
      const item = maybe === undefined ? thunk.force() : undefined;
      const name = item?.type === 'symbol' ? symbolText(item) : '';
      const vendor = vendorOfPackage(name);
      return vendor === undefined
        ? []
        : [
            {
              vendor,
              what: `${path.join('.')} has ${name.replace(/^pkgs\./, '')}`,
              place: placeOf(thunk.node),
            },
          ];
    });
  });
}

function vendorOfPackage(name: string): Vendor | undefined {
  if (/\.(rocmPackages\.|rocm-opencl|amdvlk)/.test(name)) return 'amd';
  if (/\.(intel-(media-driver|compute-runtime|vaapi-driver|ocl)|vpl-gpu-rt|vaapiIntel)/.test(name))
    return 'intel';
  return /\.nvidia-vaapi-driver/.test(name) ? 'nvidia' : undefined;
}

/**
 * nixos-hardware's modules: `common-gpu-*` name the vendor; machine profiles do so in their name where there is a choice.
 * A `-amd` in a laptop's name says that its processor, and with it its graphics, is AMD's.
 */
function ofHardwareProfiles(modules: ModuleEvaluation): HardwareEvidence[] {
  return modules.collected.external.flatMap(({ text, node }): HardwareEvidence[] => {
    const name = /\.nixosModules\.([A-Za-z0-9_-]+)$/.exec(text)?.[1];
    if (name === undefined || !/hardware/.test(text)) return [];
    const vendor = vendorOfProfile(name);
    return vendor === undefined ? [] : [{ vendor, what: `nixos-hardware's ${name}`, place: placeOf(node) }];
  });
}

function vendorOfProfile(name: string): Vendor | undefined {
  if (/^common-gpu-nvidia-disable/.test(name)) return undefined;
  if (/^common-gpu-nvidia/.test(name) || /-nvidia$/.test(name)) return 'nvidia';
  if (/^common-gpu-amd/.test(name)) return 'amd';
  if (/^common-gpu-intel/.test(name)) return 'intel';
  if (/^common-/.test(name)) return undefined;
  return /^framework-.*-amd\b/.test(name) ? 'amd' : undefined;
}

/** `nixpkgs.config.NAME = true`, in a module or in the package set handed to the call. */
export function nixpkgsConfig(
  configuration: Configuration,
  name: string,
): { readonly place: Place | undefined } | undefined {
  const path = ['nixpkgs', 'config', name];
  const value = configuration.modules.value(path);
  if (value.type === 'boolean') {
    return value.value
      ? { place: placeOf(configuration.modules.definitions(path)[0]?.thunk.node) }
      : undefined;
  }
  return configuration.givenConfig(name);
}

/** The acceleration that ollama is told to use, in its own words. */
export function ollamaAcceleration(
  configuration: Configuration,
): { readonly text: string; readonly what: string; readonly place: Place | undefined } | undefined {
  const { modules } = configuration;
  const enabled = modules.value(['services', 'ollama', 'enable']);
  if (enabled.type === 'boolean' && !enabled.value) return undefined;
  const asText = (value: Value): string | undefined =>
    value.type === 'string'
      ? value.text
      : value.type === 'symbol'
        ? /\.ollama-(cuda|rocm|vulkan)$/.exec(symbolText(value))?.[1]
        : undefined;
  for (const option of ['acceleration', 'package']) {
    const path = ['services', 'ollama', option];
    const definition = modules.definitions(path).find(({ maybe }) => maybe === undefined);
    if (definition === undefined) continue;
    const text = asText(modules.value(path));
    if (text !== undefined)
      return { text, what: `services.ollama.${option} is ${text}`, place: placeOf(definition.thunk.node) };
  }
  return undefined;
}
