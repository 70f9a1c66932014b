/** Modules: of a host, shared, and of home-manager. */
import type { Choices } from '../../eval/generated/choices.js';
import { someLookAlike } from './look-alikes.js';
import {
  type Snippet,
  someChannelReference,
  someHomeReference,
  someReference,
  someService,
  type Wanted,
} from './references.js';
import { letIn, list, set } from './text.js';

/** What a module is made of. */
export interface ModuleText {
  readonly text: string;
  readonly snippets: readonly Snippet[];
}

/** What hosts say about their graphics unit, and the build that follows. */
const hardware: readonly [readonly [string, Wanted], ...(readonly [string, Wanted])[]] = [
  ['networking.firewall.enable = true;', undefined],
  ['services.xserver.videoDrivers = [ "nvidia" ];', 'cuda'],
  ['hardware.nvidia.modesetting.enable = true;', 'cuda'],
  ['services.xserver.videoDrivers = [ "amdgpu" ];', 'vulkan'],
  ['boot.initrd.kernelModules = [ "amdgpu" ];', 'vulkan'],
  ['services.xserver.videoDrivers = [ "modesetting" ];', undefined],
  ['services.xserver.videoDrivers = [ "nvidia" "amdgpu" ];', undefined],
  ['services.ollama = { enable = true; acceleration = "rocm"; };', 'rocm'],
  ['nixpkgs.config.cudaSupport = true;', undefined],
];

/** @param ownPackages whether the host is given a package set, so that it may not set `nixpkgs.config` */
export function someHardware(choices: Choices, ownPackages: boolean): readonly [string, Wanted] {
  const chosen = choices.of(hardware);
  return ownPackages && chosen[0].startsWith('nixpkgs.config') ? hardware[0] : chosen;
}

/** Counts what is made, so that each thing has a name of its own. */
export class Numbers {
  #last = 0;
  next(): number {
    this.#last += 1;
    return this.#last;
  }
}

export interface ModuleWishes {
  readonly isHome: boolean;
  readonly withService: boolean;
  /** Whether there may be references at all. */
  readonly withPackage: boolean;
  /** Whether the package set has another nixpkgs in it. */
  readonly withChannel: boolean;
  /** Further bindings. */
  readonly bindings: readonly string[];
  readonly imports: readonly string[];
  /** References to what the user's own overlay defines. */
  readonly legacy: readonly Snippet[];
}

export function someModule(choices: Choices, numbers: Numbers, wishes: ModuleWishes): ModuleText {
  const snippets = onceEach(numbers, [
    ...choices.several(0, 2, () => someLookAlike(choices, numbers.next())),
    ...(wishes.withPackage ? choices.several(0, 3, () => reference(choices, numbers, wishes.isHome)) : []),
    ...(wishes.withPackage && wishes.withChannel && choices.chance(3)
      ? [someChannelReference(choices, numbers.next())]
      : []),
    ...(wishes.withService ? [someService(choices)] : []),
    ...choices.several(0, 1, () => someLookAlike(choices, numbers.next())),
    ...wishes.legacy,
  ]);
  const bindings = [
    ...(wishes.imports.length > 0 ? [`imports = ${list(wishes.imports, choices.chance(2))};`] : []),
    ...wishes.bindings,
    ...snippets.map(({ text }) => text),
  ];
  const id = numbers.next();
  const head = someHead(choices, new Set(snippets.flatMap(({ needs }) => needs)));
  const isConfig = choices.chance(5);
  const body = isConfig
    ? set([
        ...(wishes.imports.length > 0 ? bindings.slice(0, 1) : []),
        `config = ${set(bindings.slice(wishes.imports.length > 0 ? 1 : 0))};`,
      ])
    : set(bindings);
  const locals = choices.chance(5) ? [`port${id} = 8080;`, `llama-cpp-name${id} = "llama-cpp";`] : [];
  const opening = choices.chance(4) ? `# Module ${id}: llama-cpp.\n` : '';
  return { text: `${opening}${head}\n${letIn(locals, body)}\n`, snippets };
}

/** An option that a module sets already is another one the second time. */
function onceEach(numbers: Numbers, snippets: readonly Snippet[]): readonly Snippet[] {
  const seen = new Set<string>();
  return snippets.map((snippet) => {
    const option = /^(environment\.systemPackages|home\.packages)/.exec(snippet.text)?.[0];
    if (option === undefined) return snippet;
    const isTaken = seen.has(option);
    seen.add(option);
    if (!isTaken) return snippet;
    const other = `my.list${numbers.next()}`;
    const renamed = (text: string): string => text.replace(option, other);
    return {
      ...snippet,
      text: renamed(snippet.text),
      after: (wanted: Wanted) => renamed(snippet.after(wanted)),
    };
  });
}

function reference(choices: Choices, numbers: Numbers, isHome: boolean): Snippet {
  return isHome && choices.chance(2)
    ? someHomeReference(choices, numbers.next())
    : someReference(choices, numbers.next());
}

function someHead(choices: Choices, needs: ReadonlySet<string>): string {
  const names = ['config', 'lib', 'pkgs'].filter(
    (name) => name === 'pkgs' || needs.has(name) || choices.chance(3),
  );
  return choices.of([
    `{ ${names.join(', ')}, ... }:`,
    `{\n  ${names.join(',\n  ')},\n  ...\n}:`,
    `{ ${names.join('\n, ')}\n, ...\n}:`,
    `{ ${names.join(', ')}, ... }@args:`,
    `args@{ ${names.join(', ')}, ... }:`,
  ]);
}
