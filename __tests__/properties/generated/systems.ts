/** The hosts: how their calls are written and reached. */
import type { Choices } from '../../eval/generated/choices.js';
import type { Head } from './outputs.js';
import { inner, list, own, set } from './text.js';

export interface SystemsWishes {
  readonly head: Head;
  /** The name of the nixpkgs input. */
  readonly nixpkgs: string;
  readonly hosts: readonly string[];
  /** Modules of all hosts, as elements of a list in flake.nix. */
  readonly modules: readonly string[];
  /** What is bound in the call beside: `pkgs = …;`. */
  readonly arguments: readonly string[];
  readonly system: string;
  /** Whether modules and arguments mean the same in another file, where the inputs are called `inputs`. */
  readonly isPortable: boolean;
}

export interface Systems {
  /** Bindings of the `let` of the outputs. */
  readonly locals: readonly string[];
  /** Attributes of the outputs. */
  readonly attributes: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** The file of each host's own module. */
  readonly fileOf: (host: string) => string;
  /** Whether modules get `inputs`. */
  readonly passesInputs: boolean;
  /** Whether the modules must say for which platform they are. */
  readonly withoutSystem: boolean;
}

interface CallParts {
  /** `nixpkgs.lib`. */
  readonly lib: string;
  readonly hostModule: string;
  readonly modules: readonly string[];
  readonly more: string;
}

export function someSystems(choices: Choices, wishes: SystemsWishes): Systems {
  const { head, nixpkgs, hosts, modules } = wishes;
  const lib = `${head.of(nixpkgs)}.lib`;
  const isFolder = choices.chance(3);
  const fileOf = (host: string): string => (isFolder ? `hosts/${host}/default.nix` : `hosts/${host}.nix`);
  const pathOf = (host: string): string => (isFolder ? `./hosts/${host}` : `./hosts/${host}.nix`);
  const special = someSpecial(choices, head);
  const withoutSystem = wishes.arguments.length === 0 && choices.chance(4);
  const oneLine = modules.length < 2 && choices.chance(3);
  const call = ({ lib: of, hostModule, modules: common, more }: CallParts): string =>
    `${of}.nixosSystem ${set([
      ...(withoutSystem ? [] : [`system = "${wishes.system}";`]),
      ...special.bindings,
      ...wishes.arguments,
      `modules = ${list([hostModule, ...common], oneLine)}${more};`,
    ])}`;
  const result = {
    locals: [] as readonly string[],
    files: {},
    fileOf,
    passesInputs: special.passesInputs,
    withoutSystem,
  };
  const interpolated = isFolder ? `./hosts/\${${own('name')}}` : `./hosts/\${${own('name')}}.nix`;
  const ofName = call({ lib, hostModule: interpolated, modules, more: '' });
  const quoted = hosts.map((host) => `"${host}"`).join(' ');
  switch (choices.number(0, 6)) {
    case 0: {
      const calls = hosts.map(
        (host) => `${host} = ${call({ lib, hostModule: pathOf(host), modules, more: '' })};`,
      );
      return choices.chance(3)
        ? { ...result, attributes: calls.map((one) => `nixosConfigurations.${one}`) }
        : { ...result, attributes: [`nixosConfigurations = ${set(calls)};`] };
    }
    case 1: {
      const helper = `${own('mkHost')} = ${own('name')}: ${ofName};`;
      const entries = hosts.map((host) => `${host} = ${own('mkHost')} "${host}";`);
      return { ...result, locals: [helper], attributes: [`nixosConfigurations = ${set(entries)};`] };
    }
    case 2: {
      const helper = `${own('mkHost')} =\n  { ${own('name')}, ${own('extra')} ? [ ] }:\n  ${inner(call({ lib, hostModule: interpolated, modules, more: ` ++ ${own('extra')}` }))};`;
      const entries = hosts.map(
        (host, index) =>
          `${host} = ${own('mkHost')} { ${own('name')} = "${host}"; ${index > 0 ? `${own('extra')} = [ { my.extra = "llama-cpp"; } ]; ` : ''}};`,
      );
      return { ...result, locals: [helper], attributes: [`nixosConfigurations = ${set(entries)};`] };
    }
    case 3: {
      const table = set(hosts.map((host, index) => `${host}.${own('port')} = ${8000 + index};`));
      const value = call({
        lib,
        hostModule: interpolated,
        modules: [...modules, `{ my.port = ${own('settings')}.${own('port')}; }`],
        more: '',
      });
      const text = `nixosConfigurations = ${choices.of([`${lib}.mapAttrs`, 'builtins.mapAttrs'])} (${own('name')}: ${own('settings')}: ${value}) ${table};`;
      return { ...result, attributes: [text] };
    }
    case 4:
      return {
        ...result,
        attributes: [`nixosConfigurations = ${lib}.genAttrs [ ${quoted} ] (${own('name')}: ${ofName});`],
      };
    case 5:
      return {
        ...result,
        attributes: [
          `nixosConfigurations = builtins.listToAttrs (map (${own('host')}: { name = ${own('host')}; value = let ${own('name')} = ${own('host')}; in ${ofName}; }) [ ${quoted} ]);`,
        ],
      };
    default: {
      if (head.inputs === undefined || !wishes.isPortable) {
        const helper = `${own('build')} = ${own('name')}: ${ofName};`;
        const text = `nixosConfigurations = ${lib}.genAttrs [ ${quoted} ] ${own('build')};`;
        return { ...result, locals: [helper], attributes: [text] };
      }
      // a helper in a file of its own, with paths from there and the inputs under their usual name
      const there = special.there;
      const away = (text: string): string =>
        text.replaceAll('./', '../').replaceAll(head.of('home-manager'), 'inputs.home-manager');
      const text = `{ inputs, ... }:\n${own('name')}: inputs.${nixpkgs}.lib.nixosSystem ${set([
        ...(withoutSystem ? [] : [`system = "${wishes.system}";`]),
        ...there,
        ...wishes.arguments.map((one) => away(one.replaceAll(head.of(nixpkgs), `inputs.${nixpkgs}`))),
        `modules = ${away(list([interpolated, ...modules], oneLine))};`,
      ])}\n`;
      const argument = head.inputs === 'inputs' ? '{ inherit inputs; }' : `{ inputs = ${head.inputs}; }`;
      const helper = `${own('mkHost')} = import ./lib/mk-host.nix ${argument};`;
      const entries = hosts.map((host) => `${host} = ${own('mkHost')} "${host}";`);
      return {
        ...result,
        locals: [helper],
        attributes: [`nixosConfigurations = ${set(entries)};`],
        files: { 'lib/mk-host.nix': text },
      };
    }
  }
}

interface Special {
  readonly bindings: readonly string[];
  /** The same where the inputs are called `inputs`. */
  readonly there: readonly string[];
  readonly passesInputs: boolean;
}

function someSpecial(choices: Choices, { inputs, self }: Head): Special {
  const there = ['specialArgs = { inherit inputs; };'];
  if (inputs === undefined) {
    return choices.chance(2)
      ? { bindings: [`specialArgs = { inherit (${self}) inputs; };`], there, passesInputs: true }
      : { bindings: [], there: [], passesInputs: false };
  }
  const inherited = inputs === 'inputs' ? 'inherit inputs;' : `inputs = ${inputs};`;
  return choices.of([
    { bindings: [`specialArgs = { ${inherited} };`], there, passesInputs: true },
    { bindings: [`specialArgs = ${set([inherited, 'port = 8080;'])};`], there, passesInputs: true },
    { bindings: [`specialArgs.inputs = ${inputs};`], there, passesInputs: true },
    { bindings: [`specialArgs = { inherit (${self}) inputs; };`], there, passesInputs: true },
    { bindings: [], there: [], passesInputs: false },
  ]);
}
