/** A machine or a home: a call of `nixosSystem`, `darwinSystem` or `homeManagerConfiguration` with its modules. */
import type { Interpreter } from '../eval/interpreter.js';
import { Thunk } from '../eval/thunk.js';
import { listValue, rootSymbol, type Value } from '../eval/value.js';
import type { Place } from '../problem.js';
import { type Home, homesOf } from './homes.js';
import type { ReachedModule } from './modules/collect.js';
import { argumentsOf } from './modules/eval-modules.js';
import { ModuleEvaluation } from './modules/evaluation.js';
import {
  type ConfigurationCall,
  type ConfigurationKind,
  detailOf,
  extendedLibraryOf,
  InputSymbol,
  inputPath,
  librarySymbol,
  nixpkgsInputOf,
  PackageSetSymbol,
  packageSetSymbol,
} from './symbols.js';

export type { Home } from './homes.js';

/** Where a module sets what all of them are given as `pkgs`. */
const packagesArgument = ['_module', 'args', 'pkgs'];

export class Configuration {
  readonly kind: ConfigurationKind;
  readonly call: ConfigurationCall;
  readonly modules: ModuleEvaluation;
  /** The argument set of the call. */
  readonly argument: Value;
  /** The root input that the system is built from, where it is known. */
  readonly nixpkgs: string | undefined;
  /**
   * Whether the package set is given as `specialArgs.pkgs`: modules get it as it is, and `nixpkgs.overlays` has no
   * effect (nixpkgs nixos/lib/eval-config.nix; lib/modules.nix prefers `specialArgs` to `_module.args`).
   */
  readonly packagesAreFixed: boolean;
  readonly #interpreter: Interpreter;
  readonly #argumentPackages: Value | undefined;
  #givenPackages: { readonly value: Value | undefined } | undefined;
  #homes: readonly Home[] | undefined;

  constructor(interpreter: Interpreter, call: ConfigurationCall) {
    this.#interpreter = interpreter;
    this.kind = call.kind;
    this.call = call;
    this.argument = call.argument.force();
    const special = interpreter.select(
      this.argument,
      call.kind === 'home' ? 'extraSpecialArgs' : 'specialArgs',
    );
    const fixed = special?.type === 'set' ? special.get('pkgs')?.force() : undefined;
    this.packagesAreFixed = fixed !== undefined && detailOf(fixed) instanceof PackageSetSymbol;
    this.#argumentPackages = this.packagesAreFixed ? fixed : interpreter.select(this.argument, 'pkgs');
    this.nixpkgs = builtFrom(interpreter, call, this.argument, this.#argumentPackages);
    const standard = this.#standardArguments();
    const { specialArguments, otherArguments } = argumentsOf(special, standard);
    // whoever makes the package set, what modules call `pkgs` is that of this configuration
    const own = this.packagesAreFixed ? standard.get('pkgs') : undefined;
    this.modules = new ModuleEvaluation(interpreter, {
      modules: new Thunk(() => this.#moduleList()),
      specialArguments: own === undefined ? specialArguments : new Map([...specialArguments, ['pkgs', own]]),
      otherArguments,
    });
  }

  /**
   * The package set that the call is given instead of making its own, or that a module sets as `nixpkgs.pkgs` or as the
   * argument `pkgs` itself.
   */
  get givenPackages(): Value | undefined {
    this.#givenPackages ??= { value: this.#findGivenPackages() };
    return this.#givenPackages.value;
  }

  #findGivenPackages(): Value | undefined {
    if (this.packagesAreReplaced) return this.modules.value(packagesArgument);
    if (this.#argumentPackages !== undefined) return this.#argumentPackages;
    const option = this.modules.value(['nixpkgs', 'pkgs']);
    return detailOf(option) instanceof PackageSetSymbol ? option : undefined;
  }

  /**
   * Whether a module says what all of them get as `pkgs`, `_module.args.pkgs = lib.mkForce …;`: no option of nixpkgs
   * has an effect on it (nixpkgs nixos/modules/misc/nixpkgs.nix defines the argument as a module like others).
   */
  get packagesAreReplaced(): boolean {
    return (
      !this.packagesAreFixed &&
      this.modules
        .definitions(packagesArgument)
        .some(({ maybe, priority }) => maybe === undefined && priority <= 100)
    );
  }

  /**
   * Whether what modules say of nixpkgs is refused or has no effect: the package set is as it was made
   * (nixpkgs nixos/modules/misc/nixpkgs/read-only.nix, `nixosModules.readOnlyPkgs` of its flake).
   */
  get packagesAreReadOnly(): boolean {
    if (this.packagesAreReplaced) return true;
    return this.modules.collected.external.some(({ text }) => text.endsWith('.nixosModules.readOnlyPkgs'));
  }

  #moduleList(): Value {
    const modules = interpreterSelect(this.#interpreter, this.argument, 'modules');
    const extra = interpreterSelect(this.#interpreter, this.argument, 'extraModules');
    if (modules?.type !== 'list' || extra?.type !== 'list') return modules ?? extra ?? listValue([]);
    return {
      type: 'list',
      items: [...modules.items, ...extra.items],
      literals: [...modules.literals, ...extra.literals],
      gaps: [...modules.gaps, ...extra.gaps],
    };
  }

  #standardArguments(): Map<string, Thunk> {
    const packages = packageSetSymbol(
      new PackageSetSymbol({
        role: 'configuration',
        nixpkgs: this.nixpkgs,
        owner: { call: this.call, user: undefined },
      }),
    );
    const library = new Thunk(
      () =>
        interpreterSelect(this.#interpreter, this.argument, 'lib') ??
        extendedLibraryOf(this.call.callee)?.force() ??
        librarySymbol(this.nixpkgs),
    );
    return new Map<string, Thunk>([
      ['lib', library],
      ['pkgs', Thunk.of(packages)],
      ['modulesPath', Thunk.of(rootSymbol('modulesPath'))],
      ['utils', Thunk.of(rootSymbol('utils'))],
    ]);
  }

  /** The platform, e.g. `x86_64-linux`, from the call or from `nixpkgs.hostPlatform`. */
  get system(): string | undefined {
    const given = this.#interpreter.select(this.argument, 'system');
    const values = [
      given,
      this.modules.value(['nixpkgs', 'hostPlatform']),
      this.modules.value(['nixpkgs', 'hostPlatform', 'system']),
      this.modules.value(['nixpkgs', 'system']),
    ];
    for (const value of values) if (value?.type === 'string' && value.text !== undefined) return value.text;
    const packages = this.givenPackages === undefined ? undefined : detailOf(this.givenPackages);
    if (!(packages instanceof PackageSetSymbol)) return undefined;
    const argument = packages.argument?.force();
    for (const name of ['system', 'localSystem', 'hostPlatform']) {
      const system = argument === undefined ? undefined : this.#interpreter.select(argument, name);
      if (system?.type === 'string') return system.text;
    }
    return packages.system;
  }

  /** `config.NAME = true` of the package set that the call is given, with its place. */
  givenConfig(name: string): { readonly place: Place | undefined } | undefined {
    const packages = this.givenPackages;
    const detail = packages === undefined ? undefined : detailOf(packages);
    if (!(detail instanceof PackageSetSymbol) || detail.argument === undefined) return undefined;
    const config = this.#interpreter.selectPath(detail.argument.force(), ['config', name]);
    if (config?.type !== 'boolean' || !config.value) return undefined;
    const { node } = detail;
    return { place: node?.source.place(node.start) };
  }

  /** The home-manager users of a machine. */
  get homes(): readonly Home[] {
    this.#homes ??= this.kind === 'home' ? [] : homesOf(this.#interpreter, this);
    return this.#homes;
  }

  /** Its modules and those of its homes. */
  get allModules(): readonly ReachedModule[] {
    return [this, ...this.homes].flatMap(({ modules }) => modules.collected.modules);
  }
}

function interpreterSelect(interpreter: Interpreter, value: Value, name: string): Value | undefined {
  // a name that only the unknown rest of a set may have is not there
  if (value.type === 'set') return value.get(name)?.force();
  return interpreter.select(value, name);
}

/** The input that is nixpkgs: that of the package set, of the builder, of its arguments, or the one that its flake follows. */
function builtFrom(
  interpreter: Interpreter,
  call: ConfigurationCall,
  argument: Value,
  packages: Value | undefined,
): string | undefined {
  const given = packages?.type === 'symbol' ? nixpkgsInputOf(packages) : undefined;
  if (given !== undefined || call.kind === 'home') return given;
  const builder = call.kind === 'nixos' ? nixpkgsInputOf(call.callee) : undefined;
  if (builder !== undefined) return builder;
  // nixos-raspberrypi and nixpkgs-patcher take it as an argument; nix-darwin takes all inputs
  for (const path of [
    ['nixpkgs'],
    ['nixpkgsPatcher', 'nixpkgs'],
    ['inputs', 'nixpkgs'],
    ['nixpkgsPatcher', 'inputs', 'nixpkgs'],
    ['specialArgs', 'inputs', 'nixpkgs'],
  ]) {
    const value = interpreter.selectPath(argument, path);
    const name =
      value?.type === 'symbol' && detailOf(value) instanceof InputSymbol ? nixpkgsInputOf(value) : undefined;
    if (name !== undefined && (path.length === 1 || takesInputs(call, path))) return name;
  }
  return inputPath(call.callee)?.input.follows.get('nixpkgs');
}

/** Whether a builder looks for nixpkgs among the inputs that it is given. */
function takesInputs(call: ConfigurationCall, path: readonly string[]): boolean {
  if (path[0] === 'inputs') return call.kind === 'darwin';
  return /nixpkgs-patcher/.test(inputPath(call.callee)?.input.url ?? '');
}
