/** The questions that Nix is asked, in forms that work in every version since 2.8. */
import { join } from 'node:path';
import type { Answer, Nix, StandIn } from './nix.js';

export interface NixHost {
  readonly name: string;
  /** Whether the name is not known: `name` is then only how it is written. */
  readonly isUnnamed?: boolean | undefined;
  /** Whether it is only a node of a colmena hive, which colmena alone evaluates. */
  readonly isNode?: boolean | undefined;
  readonly kind: 'nixos' | 'darwin' | 'home';
}

/** What a host evaluates to. */
export interface NixSystem {
  readonly drvPath: string;
  /** The names of the packages that were asked for and are there, by attribute; `undefined` where no set is shown. */
  readonly packages: ReadonlyMap<string, string> | undefined;
}

export const outputOf = {
  nixos: 'nixosConfigurations',
  darwin: 'darwinConfigurations',
  home: 'homeConfigurations',
} as const;

const systemOf = {
  nixos: 'config.system.build.toplevel',
  darwin: 'config.system.build.toplevel',
  home: 'activationPackage',
} as const;

/** Whether Nix can read a text: its syntax and, what only Nix knows, that every variable is defined. */
export async function parses(nix: Nix, text: string): Promise<Answer<true>> {
  const answer = await nix.instantiate(['--parse', '-'], text);
  return answer.kind === 'yes' ? { kind: 'yes', value: true } : answer;
}

/** The same for files that are there. In: absolute paths. Out: the answer of the first that is not read, with its path. */
export async function filesParse(
  nix: Nix,
  files: readonly string[],
): Promise<ReadonlyMap<string, Answer<true>>> {
  const together = files.length < 2 ? undefined : await nix.instantiate(['--parse', ...files]);
  const answers = new Map<string, Answer<true>>();
  for (const file of files) {
    const answer = together?.kind === 'yes' ? together : await nix.instantiate(['--parse', file]);
    answers.set(file, answer.kind === 'yes' ? { kind: 'yes', value: true } : answer);
  }
  return answers;
}

/** The names of the inputs that flake.lock has; Nix reads it, this tool does not. None where there is no such file. */
export async function lockedInputs(nix: Nix, flakeFolder: string): Promise<Answer<readonly string[]>> {
  const expression =
    'let file = /. + path; lock = if builtins.pathExists file then builtins.fromJSON (builtins.readFile file) else { nodes = { }; root = "root"; }; in builtins.attrNames (lock.nodes.${lock.root} or { }).inputs or { }';
  const parameters = ['--eval', '--strict', '--json', '--argstr', 'path', join(flakeFolder, 'flake.lock')];
  return decoded(await nix.instantiate([...parameters, '-E', `{ path }: ${expression}`]), strings);
}

/** The names in `nixosConfigurations` and the like. */
export async function hostNames(
  nix: Nix,
  kind: NixHost['kind'],
  standIn?: StandIn,
): Promise<Answer<readonly string[]>> {
  if (nix.evaluate === undefined) return noProgram;
  return decoded(await nix.evaluate(outputOf[kind], 'builtins.attrNames', standIn), strings);
}

/** The whole system of a host, instantiated but not built, and packages of its package set. */
export async function hostSystem(
  nix: Nix,
  host: NixHost,
  attributes: readonly string[],
  standIn?: StandIn,
): Promise<Answer<NixSystem>> {
  if (nix.evaluate === undefined) return noProgram;
  const names = attributes.map((name) => `${quoted(name)} = pkgs.${quoted(name)}.name or null;`).join(' ');
  const apply = `hosts: let host = hosts.${quoted(host.name)}; pkgs = host.pkgs or host.config._module.args.pkgs or null; in { drvPath = host.${systemOf[host.kind]}.drvPath; packages = if pkgs == null then null else { ${names} }; }`;
  return decoded(await nix.evaluate(outputOf[host.kind], apply, standIn), system);
}

const noProgram: Answer<never> = {
  kind: 'open',
  why: 'there is no program nix on PATH, only nix-instantiate',
};

/** A Nix string. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]|\$(?=\{)/g, '\\$&')}"`;
}

function decoded<Value>(answer: Answer<string>, decode: (json: unknown) => Value | undefined): Answer<Value> {
  if (answer.kind !== 'yes') return answer;
  const value = decode(parsedJson(answer.value));
  return value === undefined
    ? { kind: 'open', why: 'Nix answered in a form that is not understood' }
    : { kind: 'yes', value };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function strings(json: unknown): readonly string[] | undefined {
  return Array.isArray(json) && json.every((one) => typeof one === 'string') ? json : undefined;
}

function system(json: unknown): NixSystem | undefined {
  if (typeof json !== 'object' || json === null || !('drvPath' in json) || !('packages' in json))
    return undefined;
  const { drvPath, packages } = json;
  if (typeof drvPath !== 'string' || typeof packages !== 'object') return undefined;
  if (packages === null) return { drvPath, packages: undefined };
  const names = Object.entries(packages).flatMap(([attribute, name]) =>
    typeof name === 'string' ? [[attribute, name] as const] : [],
  );
  return { drvPath, packages: new Map(names) };
}
