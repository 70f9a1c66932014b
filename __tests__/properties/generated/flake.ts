/** Whole flakes: inputs, head, hosts, overlays, modules and what is in them, drawn from fast-check. */
import { Choices } from '../../eval/generated/choices.js';
import { someInputNames, writeInputs } from './inputs.js';
import { type ModuleWishes, Numbers, someHardware, someModule } from './modules.js';
import { someBody, someHead } from './outputs.js';
import { channelOverlay, type Legacy, otherOverlay, someLegacy } from './overlays.js';
import type { Snippet, Wanted } from './references.js';
import { someSystems } from './systems.js';
import { list, own, set } from './text.js';

export { Choices };

/** A snippet with where it is and what it is to become. */
export interface Expected {
  readonly file: string;
  readonly before: string;
  /** `undefined` where the user's own overlay gives it another meaning. */
  readonly after: string | undefined;
}

export interface GeneratedFlake {
  /** Texts by path, the flake's own names as `«name»`. */
  readonly files: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
  readonly expected: readonly Expected[];
  /** An overlay of the user's own gives the plain name another meaning. */
  readonly isRedefined: boolean;
}

export interface FlakeWishes {
  /** Without it nothing in the flake is llama.cpp. */
  readonly withPackage: boolean;
  /** One host and one package more, for which nothing more is drawn. */
  readonly withStranger?: boolean;
}

export function someFlake(
  choices: Choices,
  { withPackage, withStranger = false }: FlakeWishes,
): GeneratedFlake {
  const numbers = new Numbers();
  const inputNames = someInputNames(choices, withPackage);
  const head = someHead(choices, inputNames.names);
  const hosts = ['carbon', 'boron', 'neon'].slice(0, choices.number(1, 3));
  const nixpkgs = head.of(inputNames.nixpkgs);
  const legacy = withPackage && choices.chance(3) ? usable(someLegacy(choices), head.inputs) : undefined;
  const overlays = [
    ...choices.several(0, 2, () => otherOverlay(choices, numbers.next())),
    ...(legacy === undefined ? [] : [legacy.element]),
    ...(inputNames.channel === undefined ? [] : [channelOverlay(head.of(inputNames.channel))]),
  ];
  const system = choices.of(['x86_64-linux', 'x86_64-linux', 'aarch64-linux']);
  const applied = placeOverlays(choices, overlays, `import ${nixpkgs} { system = "${system}";`, head.self);
  const home = choices.chance(3) ? 'home/ada.nix' : undefined;
  const isGlobal = !choices.chance(4);
  const shared = choices.several(0, 2, (index) => `modules/shared-${index}.nix`);
  const systems = someSystems(choices, {
    head,
    nixpkgs: inputNames.nixpkgs,
    hosts: withStranger ? [...hosts, 'xenon'] : hosts,
    modules: [
      ...applied.modules,
      ...(home !== undefined
        ? [
            `${head.of('home-manager')}.nixosModules.home-manager`,
            set([
              `home-manager.useGlobalPkgs = ${isGlobal};`,
              'home-manager.users.ada = import ./home/ada.nix;',
            ]),
          ]
        : []),
    ],
    arguments: applied.arguments,
    system,
    isPortable:
      applied.locals.length + applied.attributes.length === 0 &&
      inputNames.channel === undefined &&
      (home === undefined || head.of('home-manager') !== 'home-manager') &&
      (head.inputs === 'inputs' || legacy === undefined),
  });
  const files: Record<string, string> = { ...systems.files, ...applied.files };
  if (legacy?.path !== undefined) files[legacy.path] = legacy.text;

  const wantedOf = new Map<string, Wanted>();
  const expected: Expected[] = [];
  const usersOf = new Map(shared.map((file) => [file, hosts.filter(() => !choices.chance(3))]));
  const write = (file: string, wanted: Wanted, wishes: Partial<ModuleWishes>): void => {
    const module = someModule(choices, numbers, {
      isHome: false,
      withService: false,
      withPackage,
      withChannel: inputNames.channel !== undefined,
      bindings: [],
      imports: [],
      legacy: legacy !== undefined && choices.chance(2) ? [legacyReference(choices, legacy, numbers)] : [],
      ...wishes,
    });
    files[file] = module.text;
    expected.push(...module.snippets.map((snippet) => expectation(file, snippet, wanted, legacy)));
  };
  for (const host of hosts) {
    const [evidence, said] = someHardware(choices, applied.arguments.length > 0);
    // ROCm is there for one platform only
    const wanted = said === 'rocm' && system !== 'x86_64-linux' ? 'vulkan' : said;
    wantedOf.set(host, wanted);
    const file = systems.fileOf(host);
    const up = '../'.repeat(file.split('/').length - 1);
    write(file, wanted, {
      withService: withPackage && choices.chance(4),
      imports: shared.filter((one) => usersOf.get(one)?.includes(host)).map((one) => `${up}${one}`),
      bindings: [
        evidence,
        ...(systems.withoutSystem ? [`nixpkgs.hostPlatform = "${system}";`] : []),
        ...(choices.chance(6) ? [`nixpkgs.overlays = [ ${otherOverlay(choices, numbers.next())} ];`] : []),
        `networking.hostName = "${host}";`,
        ...(withStranger ? ['my.shell = pkgs.cowsay;'] : []),
      ],
    });
  }
  if (withStranger)
    files[systems.fileOf('xenon')] =
      '{ pkgs, ... }:\n{ nixpkgs.hostPlatform = "x86_64-linux"; my.shell = pkgs.zsh; }\n';
  const common = (users: readonly string[]): Wanted => {
    const distinct = new Set(users.map((host) => wantedOf.get(host)));
    return distinct.size === 1 ? [...distinct][0] : undefined;
  };
  for (const [file, users] of usersOf) if (users.length > 0) write(file, common(users), {});
  if (home !== undefined) {
    // a package set of its own does not have the overlays of the host
    const own = isGlobal ? {} : { withChannel: false };
    write(home, common(hosts), { isHome: true, ...own });
  }

  const standalone = choices.chance(4) && legacy === undefined ? 'home/standalone.nix' : undefined;
  if (standalone !== undefined)
    write(standalone, undefined, { isHome: true, withChannel: false, legacy: [] });
  const homeConfigurations =
    standalone === undefined
      ? []
      : [
          `homeConfigurations."ada@carbon" = ${head.of('home-manager')}.lib.homeManagerConfiguration ${set([
            `pkgs = ${nixpkgs}.legacyPackages.x86_64-linux;`,
            `modules = [ ./${standalone} ];`,
          ])};`,
        ];

  const locals = [...applied.locals, ...systems.locals];
  const attributes = [...systems.attributes, ...applied.attributes, ...homeConfigurations];
  const whole = choices.chance(2) ? attributes : [...attributes].reverse();
  const outputs = `${head.text}\n${someBody(choices, head, { locals, attributes: whole })}`;
  const inputs = writeInputs(choices, inputNames);
  const [description, outputsText] = [
    'description = "Machines, with llama-cpp";',
    `outputs =\n  ${outputs};`,
  ];
  files['flake.nix'] = `${set(
    choices.of([
      [description, ...inputs, outputsText],
      [...inputs, outputsText],
      [outputsText, ...inputs],
      [description, ...inputs, '# llama-cpp', outputsText, 'nixConfig.extra-substituters = [ ];'],
    ]),
  )}\n`;
  return { files, hosts, expected, isRedefined: redefines(legacy) };
}

/** A file of an overlay that takes the inputs can be used where they have a name. */
function usable(legacy: Legacy, inputs: string | undefined): Legacy {
  if (legacy.path === undefined || !legacy.element.includes('inputs') || inputs === 'inputs') return legacy;
  if (inputs === undefined)
    return {
      ...legacy,
      text: legacy.text.replace(/^(inputs: |\{ inputs, \.\.\. \}:\n)/m, ''),
      element: legacy.element.replace(/ (inputs|\{ inherit inputs; \})\)$/, ')'),
    };
  return {
    ...legacy,
    element: legacy.element
      .replace(' inputs)', ` ${inputs})`)
      .replace('{ inherit inputs; }', `{ inputs = ${inputs}; }`),
  };
}

interface Applied {
  readonly locals: readonly string[];
  readonly modules: readonly string[];
  readonly arguments: readonly string[];
  readonly attributes: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Where the overlays of all hosts are.
 * @param made the beginning of the package set that hosts may be given
 */
function placeOverlays(choices: Choices, overlays: readonly string[], made: string, self: string): Applied {
  const nothing: Applied = { locals: [], modules: [], arguments: [], attributes: [], files: {} };
  const literal = list(overlays, overlays.length < 2 && choices.chance(2));
  const module = (value: string): string => `{ nixpkgs.overlays = ${value}; }`;
  const names = overlays.map((_one, index) => `overlay-${['stable', 'tools', 'local'][index]}`);
  const bound = overlays.map((one, index) => `${names[index]} = ${one.replace(/^\(([\s\S]*)\)$/, '$1')};`);
  switch (choices.number(0, 7)) {
    case 0:
      return overlays.length === 0 ? nothing : { ...nothing, modules: [module(literal)] };
    case 1:
      return { ...nothing, modules: [`({ pkgs, ... }: ${module(literal)})`] };
    case 2:
      return {
        ...nothing,
        locals: [`${own('overlays')} = ${literal};`],
        modules: [module(own('overlays'))],
      };
    case 3:
      return { ...nothing, locals: bound, modules: [module(list(names, true))] };
    case 4:
      return {
        ...nothing,
        arguments: [`pkgs = ${made} overlays = ${literal}; };`],
      };
    case 5:
      return {
        ...nothing,
        attributes: [`overlays = ${set(overlays.map((one, index) => `o${index} = ${one};`))};`],
        modules: [module(list(overlays.map((_one, index) => `${self}.overlays.o${index}`)))],
      };
    case 6:
      return {
        ...nothing,
        modules: ['./modules/nixpkgs.nix'],
        files: {
          'modules/nixpkgs.nix': overlays.some((one) => !isClosed(one))
            ? `{ lib, ... }:\n{ nixpkgs.overlays = [ ]; }\n`
            : `{ lib, ... }:\n${set([`nixpkgs.overlays = ${literal.replaceAll('./', '../')};`])}\n`,
        },
        ...(overlays.some((one) => !isClosed(one))
          ? { modules: ['./modules/nixpkgs.nix', module(literal)] }
          : {}),
      };
    default:
      return {
        ...nothing,
        locals: [`${own('module')} = ${module(literal)};`],
        modules: [own('module')],
      };
  }
}

/** Whether an overlay names nothing of flake.nix, so that it may be in another file. */
const isClosed = (overlay: string): boolean => !/inputs|args|import [^.]/.test(overlay);

function legacyReference(choices: Choices, legacy: Legacy, numbers: Numbers): Snippet {
  const [name, variant] = choices.of<Legacy['attributes'][number]>([
    legacy.attributes[0] ?? ['llama-cpp', undefined],
    ...legacy.attributes,
  ]);
  const id = numbers.next();
  const write = (of: string): string => `my.legacy${id} = [ pkgs.${of} ];`;
  return { text: write(name), after: () => write(`llama-cpp-${variant}`), needs: [] };
}

const redefines = (legacy: Legacy | undefined): boolean =>
  legacy?.attributes.some(([name]) => name === 'llama-cpp') === true;

/** With an overlay that redefines the plain name, or a variant, what a reference means is not told from it alone. */
function expectation(file: string, snippet: Snippet, wanted: Wanted, legacy: Legacy | undefined): Expected {
  const after = snippet.after(wanted);
  const isTold = !redefines(legacy) || snippet.isLookAlike === true;
  return { file, before: snippet.text, after: isTold ? after : undefined };
}
