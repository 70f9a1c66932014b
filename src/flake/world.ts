/** What the evaluator needs to know of the repository, of nixpkgs' library and of the flakes that others provide. */
import { primitive } from '../eval/builtins/define.js';
import type { Interpreter } from '../eval/interpreter.js';
import { libraryFunction, libraryHas } from '../eval/library/index.js';
import { update } from '../eval/operators.js';
import { Thunk } from '../eval/thunk.js';
import {
  rootSymbol,
  type SetValue,
  type SymbolValue,
  setValue,
  stringValue,
  type Value,
} from '../eval/value.js';
import type { FileAnswer, FolderEntry, World } from '../eval/world.js';
import type { Expression } from '../syntax/nodes.js';
import { Configuration } from './configuration.js';
import { StandIns } from './frameworks/stand-ins.js';
import { applyImported, importedValue } from './imports.js';
import { isNixpkgs } from './inputs.js';
import { LocalFlakes } from './local-flakes.js';
import { type EvaluatedModules, evalModules, extended } from './modules/eval-modules.js';
import type { ModuleEvaluation } from './modules/evaluation.js';
import { type Platform, platformOf, selectPlatform } from './platforms.js';
import {
  ConfigurationCall,
  type ConfigurationKind,
  configurationSymbol,
  detailOf,
  extendedLibraryOf,
  InputSymbol,
  inputPath,
  LibrarySymbol,
  libraryPath,
  librarySymbol,
  nixpkgsInputOf,
  PackageSetSymbol,
  packageSetSymbol,
  rootOf,
  selectionPath,
} from './symbols.js';

export { sourceOfString } from './imports.js';

/** The files of the repository as the evaluator sees them. */
export interface Files {
  readonly file: (path: string) => FileAnswer;
  readonly folder: (path: string) => readonly FolderEntry[] | undefined;
  readonly entryKind: (path: string) => FolderEntry['kind'] | undefined;
  readonly exists: (path: string) => boolean;
}

const builders: Readonly<Record<string, ConfigurationKind>> = {
  nixosSystem: 'nixos',
  // nixos-raspberrypi (nvmd/nixos-raspberrypi, lib/default.nix)
  nixosSystemFull: 'nixos',
  nixosInstaller: 'nixos',
  // nix-community/nixos-generators, flake.nix
  nixosGenerate: 'nixos',
  darwinSystem: 'darwin',
  homeManagerConfiguration: 'home',
};

export class FlakeWorld implements World {
  readonly file: World['file'];
  readonly entryKind: World['entryKind'];
  /** The folders whose entries the configuration has asked for. */
  readonly listed = new Set<string>();
  /** What it has asked for with `pathExists` and is not there. */
  readonly missed = new Set<string>();
  readonly #files: Files;
  readonly #configurations = new Map<ConfigurationCall, Configuration>();
  /** The evaluations of flake-parts, the outermost first. */
  readonly flakeModules: ModuleEvaluation[] = [];
  #interpreter: Interpreter | undefined;
  #standIns: StandIns | undefined;
  #localFlakes: LocalFlakes | undefined;

  constructor(files: Files) {
    this.#files = files;
    this.file = files.file;
    this.entryKind = files.entryKind;
  }

  /** Called once: the evaluator and its world know each other. */
  attach(interpreter: Interpreter): void {
    this.#interpreter = interpreter;
    this.#standIns = new StandIns(interpreter);
  }

  /** Called once: where the flake lies, and its inputs, which flakes of the same repository may follow. */
  useInputs(folder: string, inputs: SetValue): void {
    this.#localFlakes = new LocalFlakes(this.interpreter, folder, (name) => inputs.get(name)?.force());
  }

  get interpreter(): Interpreter {
    if (this.#interpreter === undefined) throw new Error('the world has no evaluator yet');
    return this.#interpreter;
  }

  folder(path: string): readonly FolderEntry[] | undefined {
    this.listed.add(path);
    return this.#files.folder(path);
  }

  exists(path: string): boolean {
    const exists = this.#files.exists(path);
    if (!exists) this.missed.add(path);
    return exists;
  }

  /** Files that are not Nix are never opened. */
  text(): string | undefined {
    return undefined;
  }

  configuration(call: ConfigurationCall): Configuration {
    let found = this.#configurations.get(call);
    if (found === undefined) {
      found = new Configuration(this.interpreter, call);
      this.#configurations.set(call, found);
    }
    return found;
  }

  select(symbol: SymbolValue, name: string | undefined): Value | undefined {
    const detail = detailOf(symbol);
    if (detail instanceof ConfigurationCall) return this.#selectConfiguration(detail, name);
    if (detail instanceof PackageSetSymbol && name !== undefined) {
      if (name === 'lib') return librarySymbol(detail.nixpkgs);
      if (name === 'pkgs') return symbol;
    }
    const platform = name === undefined ? undefined : this.#selectPlatform(symbol, name);
    if (platform !== undefined) return platform;
    if (detail instanceof InputSymbol && name !== undefined) {
      if (name === '_type' && detail.input.isFlake) return stringValue('flake');
      const found =
        this.#localFlakes?.of(detail.input)?.get(name)?.force() ??
        this.#standIns?.select(symbol, detail.input, name);
      if (found !== undefined) return found;
    }
    const fromInput = inputPath(symbol);
    if (
      fromInput !== undefined &&
      isNixpkgs(fromInput.input) &&
      fromInput.path.length === 1 &&
      fromInput.path[0] === 'legacyPackages'
    ) {
      return packageSetSymbol(
        new PackageSetSymbol({ role: 'made', nixpkgs: fromInput.input.name, system: name }),
      );
    }
    const library = libraryPath(symbol);
    if (library !== undefined && name !== undefined) {
      return libraryFunction(this.interpreter, [...library.path, name]);
    }
    return undefined;
  }

  #selectPlatform(symbol: SymbolValue, name: string): Value | undefined {
    const packages = detailOf(rootOf(symbol));
    if (!(packages instanceof PackageSetSymbol) || packages.role === 'final' || packages.role === 'previous')
      return undefined;
    return selectPlatform(() => this.#platformOf(packages), [...selectionPath(symbol).path, name]);
  }

  #platformOf(packages: PackageSetSymbol): Platform {
    const { owner, argument } = packages;
    const configuration = owner === undefined ? undefined : this.configuration(owner.call);
    const given = argument === undefined ? undefined : this.interpreter.select(argument.force(), 'system');
    const system =
      packages.system ?? configuration?.system ?? (given?.type === 'string' ? given.text : undefined);
    if (system !== undefined || configuration === undefined) return platformOf(system);
    return {
      system: undefined,
      kernel:
        configuration.kind === 'nixos' ? 'linux' : configuration.kind === 'darwin' ? 'darwin' : undefined,
    };
  }

  #selectConfiguration(call: ConfigurationCall, name: string | undefined): Value | undefined {
    const configuration = this.configuration(call);
    if (name === 'config') return configuration.modules.config([]);
    if (name === 'pkgs')
      return packageSetSymbol(
        new PackageSetSymbol({
          role: 'configuration',
          nixpkgs: configuration.nixpkgs,
          owner: { call, user: undefined },
        }),
      );
    if (name === 'extendModules') return primitive('extendModules', 1, (more) => this.#extend(call, more));
    return undefined;
  }

  /** `configuration.extendModules { modules = …; }` */
  #extend(call: ConfigurationCall, more: Thunk): SymbolValue {
    const argument = new Thunk(
      () => extended(this.interpreter, call.argument.force(), more.force()),
      call.argument.node,
    );
    return configurationSymbol(
      new ConfigurationCall(call.kind, call.callee, argument, call.node),
      'extendModules',
    );
  }

  apply(symbol: SymbolValue, argument: Thunk, node: Expression | undefined): Value | undefined {
    const { origin } = symbol;
    if (origin.kind === 'select' && origin.name !== undefined) {
      const kind = builders[origin.name];
      if (kind !== undefined)
        return configurationSymbol(new ConfigurationCall(kind, symbol, argument, node), origin.name);
      const library = origin.name === 'evalModules' ? libraryPath(symbol) : undefined;
      if (library !== undefined)
        return this.#evalModules(
          argument,
          extendedLibraryOf(symbol) ?? Thunk.of(librarySymbol(library.nixpkgs)),
        );
      if (origin.name === 'extend' && libraryPath(origin.of)?.path.length === 0)
        return this.#extendLibrary(origin.of, argument);
      const packages = detailOf(origin.of);
      if (
        packages instanceof PackageSetSymbol &&
        (origin.name === 'extend' || origin.name === 'appendOverlays')
      )
        return origin.of;
    }
    if (origin.kind === 'apply' && origin.of.origin.kind === 'root' && origin.of.origin.name === 'import') {
      return applyImported(origin.argument.force(), argument, node);
    }
    if (origin.kind === 'root' && origin.name === 'import' && this.#standIns !== undefined)
      return importedValue(this.#standIns, argument.force());
    const detail = detailOf(symbol);
    if (detail instanceof InputSymbol) return this.#applyFlake(detail, argument, node);
    return undefined;
  }

  /** Some flakes are functions themselves: `inputs.import-tree ./modules`. */
  #applyFlake({ input }: InputSymbol, argument: Thunk, node: Expression | undefined): Value | undefined {
    const standIn = this.#standIns?.of(input);
    return standIn?.get('__functor') === undefined
      ? undefined
      : this.interpreter.apply(standIn, argument, node);
  }

  #evalModules(argument: Thunk, library: Thunk): Value {
    const evaluated: EvaluatedModules = evalModules(this.interpreter, argument.force(), library);
    if (evaluated.kind === 'flake') this.flakeModules.push(evaluated.evaluation);
    return evaluated.value;
  }

  /** `lib.extend (final: prev: { … })`: what makes systems hands the extended library on to their modules. */
  #extendLibrary(library: SymbolValue, overlay: Thunk): Value {
    const extended: Thunk = new Thunk(() => {
      const added = this.interpreter.applyAll(overlay.force(), extended, library);
      const handing = rootSymbol('lib', new LibrarySymbol(nixpkgsInputOf(library), extended));
      const makers = ['nixosSystem', 'evalModules'].map((name): [string, Thunk] => [
        name,
        Thunk.of<SymbolValue>({ type: 'symbol', origin: { kind: 'select', of: handing, name } }),
      ]);
      return update(update(library, setValue(new Map(makers))), added);
    });
    return extended.force();
  }

  typeOf(symbol: SymbolValue): 'set' | 'lambda' | undefined {
    const detail = detailOf(symbol);
    const isSet =
      detail instanceof ConfigurationCall ||
      detail instanceof InputSymbol ||
      detail instanceof PackageSetSymbol ||
      libraryPath(symbol)?.path.length === 0;
    if (isSet) return 'set';
    const path = (inputPath(symbol) ?? libraryPath(symbol))?.path;
    const name = path?.at(-1);
    return name !== undefined && Object.hasOwn(builders, name) ? 'lambda' : undefined;
  }

  has(symbol: SymbolValue, name: string): boolean | undefined {
    const library = libraryPath(symbol);
    if (library !== undefined && library.path.length === 0) return libraryHas(name);
    if (detailOf(symbol) instanceof PackageSetSymbol)
      return name === 'lib' ? true : libraryHas(name) ? false : undefined;
    return undefined;
  }
}
