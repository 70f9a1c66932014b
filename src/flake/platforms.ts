/** What a package set says of the platform that it is for: `pkgs.stdenv.hostPlatform.isLinux`, `pkgs.system`. */
import { booleanValue, stringValue, type Value } from '../eval/value.js';

/** All that is known: the whole name, or only the system's kind, as every NixOS machine is Linux. */
export interface Platform {
  readonly system: string | undefined;
  readonly kernel: 'linux' | 'darwin' | undefined;
}

export function platformOf(system: string | undefined): Platform {
  const kernel = system?.endsWith('-linux') ? 'linux' : system?.endsWith('-darwin') ? 'darwin' : undefined;
  return { system, kernel };
}

const platforms = new Set(['hostPlatform', 'targetPlatform', 'buildPlatform']);

/** @param path from the package set on, e.g. `["stdenv", "isLinux"]` */
export function selectPlatform(
  platform: () => Platform,
  path: readonly (string | undefined)[],
): Value | undefined {
  const within = path[0] === 'stdenv' ? path.slice(1) : path;
  const [first, second, third] = within;
  if (third !== undefined || first === undefined) return undefined;
  const name = platforms.has(first)
    ? second
    : second === undefined && (path[0] === 'stdenv' || first === 'system')
      ? first
      : undefined;
  return name === undefined ? undefined : attribute(platform, name);
}

/** nixpkgs lib/systems/{default,inspect}.nix */
function attribute(platform: () => Platform, name: string): Value | undefined {
  const isTrue = (known: string | undefined, value: string): Value | undefined =>
    known === undefined ? undefined : booleanValue(known === value);
  switch (name) {
    case 'system': {
      const { system } = platform();
      return system === undefined ? undefined : stringValue(system);
    }
    case 'isLinux':
      return isTrue(platform().kernel, 'linux');
    case 'isDarwin':
    case 'isMacOS':
      return isTrue(platform().kernel, 'darwin');
    case 'isx86_64':
      return isTrue(processorOf(platform().system), 'x86_64');
    case 'isAarch64':
      return isTrue(processorOf(platform().system), 'aarch64');
    default:
      return undefined;
  }
}

const processorOf = (system: string | undefined): string | undefined => system?.split('-')[0];
