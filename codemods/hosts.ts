/** Which build each host gets, and why: what the user says, nixpkgs.config, ollama's setting, the hardware. */

import { type HardwareDoubt, hardwareOf, nixpkgsConfig, ollamaAcceleration } from '../src/flake/hardware.js';
import type { Host } from '../src/flake/hosts.js';
import type { PlanOptions } from '../src/plan/plan.js';
import type { Place } from '../src/problem.js';
import {
  isVariant,
  type Variant,
  variantOfVendor,
  variantSetting,
  variantSettingPath,
  variants,
} from './facts.js';
import { nativeProcessor } from './overlay-attributes.js';

export interface HostVariant {
  /** `undefined`: the plain package. */
  readonly variant: Variant | undefined;
  /** The user asked for it with --variant, whatever references say. */
  readonly asked: boolean;
  /** The plain name already is this variant on this host, because nixpkgs.config says so. */
  readonly byConfig: boolean;
  /** The CPU that the user asked for with --cpu-arch or --cpu-native. */
  readonly processor: string | undefined;
  /** What it would be without an overlay of the user's that redefines the plain name on this host. */
  readonly withoutOverlay: HostVariant | undefined;
  readonly evidence: string;
  readonly place: Place | undefined;
  readonly doubt: HardwareDoubt | undefined;
}

const certain = (
  variant: Variant | undefined,
  evidence: string,
  place: Place | undefined,
  byConfig = false,
): HostVariant => ({
  variant,
  asked: false,
  byConfig,
  processor: undefined,
  withoutOverlay: undefined,
  evidence,
  place,
  doubt: undefined,
});

/** The build that a host's plain references are to name; `undefined` where the plain name is right as it is. */
export function buildOfHost({ variant, byConfig, processor }: HostVariant): string | undefined {
  if (processor !== undefined) return `${variant ?? 'cpu'}-${processor}`;
  return byConfig ? undefined : variant;
}

/** What an overlay of the user's makes of the plain name on a host. */
export interface Redefinition {
  readonly variant: Variant;
  readonly place: Place;
}

/**
 * The variant of a host's references that do not say themselves which they want.
 * @param redefinition by an overlay that the host has
 */
export function variantOfHost(
  host: Host,
  options: PlanOptions,
  redefinition: Redefinition | undefined,
): HostVariant {
  const own = withoutProcessor(host, options);
  const decided: HostVariant =
    redefinition === undefined || own.asked
      ? own
      : {
          ...certain(redefinition.variant, 'your overlay’s llama-cpp', redefinition.place),
          withoutOverlay: own,
        };
  const processor = options.processors.get(host.name);
  if (processor === undefined) return decided;
  const flag = processor === nativeProcessor ? '--cpu-native' : `--cpu-arch ${processor}`;
  return { ...decided, processor, evidence: `${decided.evidence}; ${flag}` };
}

function withoutProcessor(host: Host, options: PlanOptions): HostVariant {
  const asked = options.variants.get(host.name) ?? options.variants.get('*');
  if (asked !== undefined && isVariant(asked))
    return { ...certain(asked, `--variant ${asked}`, undefined), asked: true };
  if (host.kind === 'darwin') return certain(undefined, 'Metal where there is one, on macOS', undefined);
  const byConfig = ofConfig(host);
  if (byConfig !== undefined) return byConfig;
  if (host.kind === 'home') return certain(undefined, 'nothing said', undefined);
  // what the user says of another program for the same work settles what the hardware leaves open
  const ollama = ollamaAcceleration(host.configuration);
  if (ollama !== undefined && isVariant(ollama.text))
    return certain(limited(host, ollama.text), ollama.what, ollama.place);
  const hardware = hardwareOf(host.configuration);
  const [doubt] = hardware.doubts;
  if (doubt !== undefined) {
    return { ...certain(undefined, `undecided: ${doubt.what}`, doubt.place), doubt };
  }
  for (const { vendor, what, place } of hardware.evidence) {
    const variant = variantOfVendor[vendor];
    if (variant !== undefined) return certain(limited(host, variant), what, place);
  }
  const [other] = hardware.evidence;
  return other === undefined
    ? certain(undefined, 'no sign of a graphics unit', undefined)
    : certain(undefined, other.what, other.place);
}

/** ROCm is built for x86_64-linux only (ggml-org/llama.cpp flake.nix). */
function limited(host: Host, variant: Variant): Variant | undefined {
  const { system } = host.configuration;
  return variant === 'rocm' && system !== undefined && system !== 'x86_64-linux' ? 'vulkan' : variant;
}

function ofConfig(host: Host): HostVariant | undefined {
  const setting = host.configuration.modules.value(variantSettingPath);
  if (setting.type === 'string' && setting.text !== undefined) {
    const variant = variants.find((one) => setting.text === one || setting.text?.startsWith(`${one}-`));
    const [definition] = host.configuration.modules.definitions(variantSettingPath);
    const { node } = definition?.thunk ?? {};
    return certain(
      variant,
      `nixpkgs.config.${variantSetting} = "${setting.text}"`,
      node?.source.place(node.start),
      true,
    );
  }
  for (const [name, variant] of [
    ['cudaSupport', 'cuda'],
    ['rocmSupport', 'rocm'],
  ] as const) {
    const found = nixpkgsConfig(host.configuration, name);
    if (found !== undefined) return certain(variant, `nixpkgs.config.${name} = true`, found.place, true);
  }
  return undefined;
}
