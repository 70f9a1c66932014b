/** What the evaluator needs to know of the repository, of nixpkgs' library and of the flakes that others provide. */
import type { Interpreter } from '../eval/interpreter.js';
import { libraryFunction, libraryHas } from '../eval/library/index.js';
import { update } from '../eval/operators.js';
import { Thunk } from '../eval/thunk.js';
import { setValue, type StringValue, type SymbolValue, type Value } from '../eval/value.js';
import type { FileAnswer, FolderEntry, World } from '../eval/world.js';
import type { Expression } from '../syntax/nodes.js';
import { Configuration } from './configuration.js';
import { applyFlakeParts } from './frameworks/flake-parts.js';
import { applyImportTree } from './frameworks/import-tree.js';
import { isNixpkgs } from './inputs.js';
import { ModuleEvaluation } from './modules/evaluation.js';
import {
  ConfigurationCall,
  type ConfigurationKind,
  detailOf,
  inputPath,
  libraryPath,
  librarySymbol,
  nixpkgsInputOf,
  PackageSetSymbol,
  packageSetSymbol,
} from './symbols.js';

/** The files of the repository as the evaluator sees them. */
export interface Files {
  readonly file: (path: string) => FileAnswer;
  readonly folder: (path: string) => readonly FolderEntry[] | undefined;
  readonly exists: (path: string) => boolean;
}

const builders: Readonly<Record<string, ConfigurationKind>> = {
  nixosSystem: 'nixos',
  darwinSystem: 'darwin',
  homeManagerConfiguration: 'home',
};

export class FlakeWorld implements World {
  readonly file: World['file'];
  readonly folder: World['folder'];
  readonly exists: World['exists'];
  readonly #configurations = new Map<ConfigurationCall, Configuration>();
  #interpreter: Interpreter | undefined;

  constructor(files: Files) {
    this.file = files.file;
    this.folder = files.folder;
    this.exists = files.exists;
  }

  /** Called once: the evaluator and its world know each other. */
  attach(interpreter: Interpreter): void {
    this.#interpreter = interpreter;
  }

  get interpreter(): Interpreter {
    if (this.#interpreter === undefined) throw new Error('the world has no evaluator yet');
    return this.#interpreter;
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
    const fromInput = inputPath(symbol);
    if (fromInput !== undefined && isNixpkgs(fromInput.input) && fromInput.path.length === 1 && fromInput.path[0] === 'legacyPackages') {
      return packageSetSymbol(new PackageSetSymbol({ role: 'made', nixpkgs: fromInput.input.name }));
    }
    const library = libraryPath(symbol);
    if (library !== undefined && name !== undefined) {
      return libraryFunction(this.interpreter, [...library.path, name]);
    }
    return undefined;
  }

  #selectConfiguration(call: ConfigurationCall, name: string | undefined): Value | undefined {
    const configuration = this.configuration(call);
    if (name === 'config') return configuration.modules.config([]);
    if (name === 'pkgs') return packageSetSymbol(new PackageSetSymbol({ role: 'configuration', nixpkgs: configuration.nixpkgs, owner: { call, user: undefined } }));
    return undefined;
  }

  apply(symbol: SymbolValue, argument: Thunk, node: Expression | undefined): Value | undefined {
    const { origin } = symbol;
    if (origin.kind === 'select' && origin.name !== undefined) {
      const kind = builders[origin.name];
      if (kind !== undefined) return this.#callSymbol(new ConfigurationCall(kind, symbol, argument, node), origin.name);
      if (origin.name === 'evalModules' && libraryPath(symbol) !== undefined) return this.#evalModules(argument);
      if (origin.name === 'extend' && libraryPath(origin.of)?.path.length === 0) return this.#extendLibrary(origin.of, argument);
      const packages = detailOf(origin.of);
      if (packages instanceof PackageSetSymbol && (origin.name === 'extend' || origin.name === 'appendOverlays')) return origin.of;
    }
    if (origin.kind === 'apply' && origin.of.origin.kind === 'root' && origin.of.origin.name === 'import') {
      return this.#applyImported(origin.argument.force(), argument, node);
    }
    return applyFlakeParts(this.interpreter, symbol, argument) ?? applyImportTree(this.interpreter, symbol, argument);
  }

  #callSymbol(call: ConfigurationCall, name: string): SymbolValue {
    return { type: 'symbol', origin: { kind: 'root', name: `(${name} …)`, detail: call } };
  }

  /** `import x argument`, where `x` is of an input. */
  #applyImported(imported: Value, argument: Thunk, node: Expression | undefined): Value | undefined {
    if (imported.type === 'symbol') {
      const nixpkgs = nixpkgsInputOf(imported);
      const fromInput = inputPath(imported);
      const whole = fromInput !== undefined && fromInput.path.every((name) => name === 'outPath');
      return nixpkgs !== undefined && whole ? packageSetSymbol(new PackageSetSymbol({ role: 'made', nixpkgs, argument, node })) : undefined;
    }
    if (imported.type !== 'string') return undefined;
    const source = sourceOfString(imported);
    if (source === undefined) return undefined;
    if (source.path === '/nixos/lib/eval-config.nix') return this.#callSymbol(new ConfigurationCall('nixos', source.symbol, argument, node), 'eval-config.nix');
    const nixpkgs = nixpkgsInputOf(source.symbol);
    if (nixpkgs !== undefined && source.path.replace(/\/$/, '') === '') return packageSetSymbol(new PackageSetSymbol({ role: 'made', nixpkgs, argument, node }));
    return undefined;
  }

  #evalModules(argument: Thunk): Value {
    const given = argument.force();
    const special = this.interpreter.select(given, 'specialArgs');
    const specialArguments = new Map<string, Thunk>([['lib', Thunk.of(librarySymbol())]]);
    if (special?.type === 'set') {
      for (const name of special.names()) {
        const thunk = special.get(name);
        if (thunk !== undefined) specialArguments.set(name, thunk);
      }
    }
    const evaluation = new ModuleEvaluation(this.interpreter, {
      modules: new Thunk(() => this.interpreter.selectOrUnknown(given, 'modules')),
      specialArguments,
      otherArguments: special === undefined || special.type === 'set' ? [] : [special],
    });
    return setValue(new Map([['config', new Thunk(() => evaluation.config([]))]]), [
      { type: 'symbol', origin: { kind: 'root', name: '(evalModules …)', detail: undefined } },
    ]);
  }

  /** `lib.extend (final: prev: { … })` */
  #extendLibrary(library: SymbolValue, overlay: Thunk): Value {
    const extended: Thunk = new Thunk(() => {
      const added = this.interpreter.applyAll(overlay.force(), extended, library);
      return update(library, added);
    });
    return extended.force();
  }

  has(symbol: SymbolValue, name: string): boolean | undefined {
    const library = libraryPath(symbol);
    if (library !== undefined && library.path.length === 0) return libraryHas(name);
    if (detailOf(symbol) instanceof PackageSetSymbol) return name === 'lib' ? true : libraryHas(name) ? false : undefined;
    return undefined;
  }
}

/** The input and the way into it of `"${nixpkgs}/a/b"` or `nixpkgs + "/a/b"`. */
export function sourceOfString(text: StringValue): { readonly symbol: SymbolValue; readonly path: string } | undefined {
  const [first, ...more] = text.parts;
  if (first === undefined || typeof first === 'string' || first.type !== 'symbol') return undefined;
  const texts = more.filter((part) => typeof part === 'string');
  return texts.length < more.length ? undefined : { symbol: first, path: texts.join('') };
}
