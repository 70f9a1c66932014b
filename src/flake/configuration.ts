/** A machine or a home: a call of `nixosSystem`, `darwinSystem` or `homeManagerConfiguration` with its modules. */
import type { Interpreter } from '../eval/interpreter.js';
import { Thunk } from '../eval/thunk.js';
import { type ListItem, listValue, rootSymbol, type SetValue, stringValue, unknownValue, type Value } from '../eval/value.js';
import type { Place } from '../problem.js';
import { ModuleEvaluation } from './modules/evaluation.js';
import { ConfigurationCall, type ConfigurationKind, librarySymbol, nixpkgsInputOf, PackageSetSymbol, packageSetSymbol } from './symbols.js';

export class Configuration {
  readonly kind: ConfigurationKind;
  readonly call: ConfigurationCall;
  readonly modules: ModuleEvaluation;
  /** The argument set of the call. */
  readonly argument: Value;
  /** The root input that the system is built from, where it is known. */
  readonly nixpkgs: string | undefined;
  /** The package set that the call is given instead of making its own. */
  readonly givenPackages: Value | undefined;
  readonly #interpreter: Interpreter;
  #homes: readonly Home[] | undefined;

  constructor(interpreter: Interpreter, call: ConfigurationCall) {
    this.#interpreter = interpreter;
    this.kind = call.kind;
    this.call = call;
    this.argument = call.argument.force();
    this.givenPackages = interpreter.select(this.argument, 'pkgs');
    const given = this.givenPackages?.type === 'symbol' ? nixpkgsInputOf(this.givenPackages) : undefined;
    const builder = call.kind === 'nixos' ? nixpkgsInputOf(call.callee) : undefined;
    this.nixpkgs = given ?? builder;
    const special = interpreter.select(this.argument, call.kind === 'home' ? 'extraSpecialArgs' : 'specialArgs');
    this.modules = new ModuleEvaluation(interpreter, {
      modules: new Thunk(() => this.#moduleList()),
      ...argumentsOf(special, this.#standardArguments()),
    });
  }

  #moduleList(): Value {
    const modules = interpreterSelect(this.#interpreter, this.argument, 'modules');
    const extra = interpreterSelect(this.#interpreter, this.argument, 'extraModules');
    if (modules?.type !== 'list' || extra?.type !== 'list') return modules ?? extra ?? listValue([]);
    return { type: 'list', items: [...modules.items, ...extra.items], literals: [...modules.literals, ...extra.literals], gaps: [...modules.gaps, ...extra.gaps] };
  }

  #standardArguments(): Map<string, Thunk> {
    const packages = packageSetSymbol(new PackageSetSymbol({ role: 'configuration', nixpkgs: this.nixpkgs, owner: { call: this.call, user: undefined } }));
    return new Map<string, Thunk>([
      ['lib', Thunk.of(librarySymbol(this.nixpkgs))],
      ['pkgs', Thunk.of(packages)],
      ['modulesPath', Thunk.of(rootSymbol('modulesPath'))],
      ['utils', Thunk.of(rootSymbol('utils'))],
    ]);
  }

  /** The platform, e.g. `x86_64-linux`, from the call or from `nixpkgs.hostPlatform`. */
  get system(): string | undefined {
    const given = this.#interpreter.select(this.argument, 'system');
    const values = [given, this.modules.value(['nixpkgs', 'hostPlatform']), this.modules.value(['nixpkgs', 'hostPlatform', 'system']), this.modules.value(['nixpkgs', 'system'])];
    for (const value of values) if (value?.type === 'string' && value.text !== undefined) return value.text;
    const packages = this.givenPackages;
    if (packages?.type === 'symbol' && packages.origin.kind === 'root' && packages.origin.detail instanceof PackageSetSymbol) {
      const argument = packages.origin.detail.argument?.force();
      const system = argument === undefined ? undefined : this.#interpreter.select(argument, 'system');
      if (system?.type === 'string') return system.text;
    }
    return undefined;
  }

  /** `config.NAME = true` of the package set that the call is given, with its place. */
  givenConfig(name: string): { readonly place: Place | undefined } | undefined {
    const packages = this.givenPackages;
    if (packages?.type !== 'symbol' || packages.origin.kind !== 'root' || !(packages.origin.detail instanceof PackageSetSymbol)) return undefined;
    const config = this.#interpreter.selectPath(packages.origin.detail.argument?.force() ?? packages, ['config', name]);
    if (config?.type !== 'boolean' || !config.value) return undefined;
    const { node } = packages.origin.detail;
    return { place: node?.source.place(node.start) };
  }

  /** The home-manager users of a machine. */
  get homes(): readonly Home[] {
    this.#homes ??= this.kind === 'home' ? [] : homesOf(this.#interpreter, this);
    return this.#homes;
  }
}

function interpreterSelect(interpreter: Interpreter, value: Value, name: string): Value | undefined {
  // a name that only the unknown rest of a set may have is not there
  if (value.type === 'set') return value.get(name)?.force();
  return interpreter.select(value, name);
}

/** Arguments for module functions out of a `specialArgs` value. */
function argumentsOf(special: Value | undefined, standard: Map<string, Thunk>): { specialArguments: Map<string, Thunk>; otherArguments: readonly Value[] } {
  const specialArguments = new Map(standard);
  if (special?.type === 'set') {
    for (const name of special.names()) {
      const thunk = special.get(name);
      if (thunk !== undefined) specialArguments.set(name, thunk);
    }
    return { specialArguments, otherArguments: special.rest };
  }
  return { specialArguments, otherArguments: special === undefined ? [] : [special] };
}

/** A home-manager user of a machine. */
export interface Home {
  readonly user: string;
  readonly modules: ModuleEvaluation;
  /** Whether it uses the machine's package set; `undefined` where that is not known. */
  readonly globalPackages: boolean | undefined;
}

function homesOf(interpreter: Interpreter, machine: Configuration): Home[] {
  const users = machine.modules.config(['home-manager', 'users']).names();
  const useGlobal = machine.modules.value(['home-manager', 'useGlobalPkgs']);
  const globalPackages = useGlobal.type === 'boolean' ? useGlobal.value : useGlobal.type === 'symbol' ? false : undefined;
  return users.map((user): Home => {
    const shared = machine.modules.definitions(['home-manager', 'sharedModules']).flatMap((definition): readonly ListItem[] => {
      const value = definition.thunk.force();
      return value.type === 'list' ? value.items : [];
    });
    const own = machine.modules
      .definitions(['home-manager', 'users', user])
      .map((definition): ListItem => ({ thunk: definition.thunk, literal: undefined, maybe: definition.maybe }));
    const modules: Value = { type: 'list', items: [...own, ...shared], literals: [], gaps: [] };
    const packages = packageSetSymbol(
      new PackageSetSymbol({
        role: 'configuration',
        nixpkgs: machine.nixpkgs,
        owner: { call: machine.call, user: globalPackages === false ? user : undefined },
      }),
    );
    const special = machine.modules.value(['home-manager', 'extraSpecialArgs']);
    const evaluation = new ModuleEvaluation(interpreter, {
      modules: Thunk.of(modules),
      ...argumentsOf(
        special.type === 'set' ? withoutRest(special) : undefined,
        new Map<string, Thunk>([
          ['lib', Thunk.of(librarySymbol(machine.nixpkgs))],
          ['pkgs', Thunk.of(packages)],
          ['osConfig', new Thunk(() => machine.modules.config([]))],
          ['nixosConfig', new Thunk(() => machine.modules.config([]))],
          ['name', Thunk.of(stringValue(user))],
          ['modulesPath', Thunk.of(rootSymbol('modulesPath'))],
        ]),
      ),
    });
    return { user, modules: evaluation, globalPackages };
  });
}

/** A merged option value claims to know no further names; for arguments that is the better guess. */
function withoutRest(set: SetValue): SetValue {
  return { ...set, rest: [unknownValue('a module argument that is not known')] };
}
