/**
 * The module system as far as it can be known: which modules there are, what they define, and what `config`
 * then is. Options of nixpkgs and of inputs are not read; what only they know is a symbol `config.…`.
 */
import type { Interpreter } from '../../eval/interpreter.js';
import { Thunk } from '../../eval/thunk.js';
import {
  because,
  rootSymbol,
  type SetValue,
  type SymbolValue,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../../eval/value.js';
import { type CollectedModules, collectModules, nothingCollected } from './collect.js';
import { Declarations } from './declarations.js';
import { DefinitionTable, keyOf } from './definition-table.js';
import {
  type Definition,
  defaultOrder,
  isOpaque,
  optionDefaultPriority,
  type Statement,
  strongest,
  unwrap,
} from './definitions.js';
import { emptyValue, type Merging, mergeStatements } from './merging.js';
import { moduleArguments } from './module-arguments.js';
import type { OptionType } from './option-types.js';
import { type OptionSource, optionsArgument } from './options-argument.js';

export interface ModuleEvaluationOptions {
  readonly modules: Thunk;
  /** What module functions are given besides `config`, `options` and `_module.args`. */
  readonly specialArguments: ReadonlyMap<string, Thunk>;
  /** Further arguments that cannot be listed: a symbol or an unknown. */
  readonly otherArguments: readonly Value[];
  /** The path of the option of which these are the modules. */
  readonly prefix?: readonly string[] | undefined;
  /** Whether modules that are not known may declare further options. */
  readonly isOpen?: boolean | undefined;
  /**
   * Whether an option is not known to have its default where what is said around it is not known. Hosts are made of
   * such values; in the modules of a machine, what is not known is nearly always about something else.
   */
  readonly doubtsDefaults?: boolean | undefined;
}

export class ModuleEvaluation {
  readonly #interpreter: Interpreter;
  readonly #options: ModuleEvaluationOptions;
  readonly #merging: Merging;
  readonly #values = new Map<string, Thunk>();
  #table: DefinitionTable | undefined;
  #declarations: Declarations | undefined;
  #collected: CollectedModules | undefined;
  #collecting = false;
  /** What the module functions of this configuration are applied to. */
  readonly moduleArguments: Thunk;

  constructor(interpreter: Interpreter, options: ModuleEvaluationOptions) {
    this.#interpreter = interpreter;
    this.#options = options;
    this.moduleArguments = Thunk.of(
      moduleArguments({
        config: () => this.config([]),
        options: () => optionsArgument(this.#optionSource(), rootSymbol('options')),
        special: options.specialArguments,
        others: options.otherArguments,
        ofModules: (name) => this.#moduleArgument(name),
      }),
    );
    this.#merging = {
      interpreter,
      config: (path) => this.config(path),
      submodule: (modules, special, path) =>
        this.#submodule({ type: 'list', items: modules, literals: [], gaps: [] }, special, path),
    };
  }

  get collected(): CollectedModules {
    if (this.#collected !== undefined) return this.#collected;
    if (this.#collecting) return { ...nothingCollected, gaps: [unknownValue('imports depend on config')] };
    this.#collecting = true;
    try {
      this.#collected = collectModules(
        this.#interpreter,
        this.#options.modules.force(),
        this.moduleArguments,
      );
    } finally {
      this.#collecting = false;
    }
    return this.#collected;
  }

  /** What the modules define: nothing while they are being collected, as `imports` cannot depend on `config`. */
  #defined(): DefinitionTable {
    if (this.#collecting) return new DefinitionTable(this.#interpreter, []);
    this.#table ??= new DefinitionTable(this.#interpreter, this.collected.modules);
    return this.#table;
  }

  #optionSource(): OptionSource {
    return {
      declared: () => this.#declared(),
      definitions: (path) => this.definitions(path),
      value: (path) => this.value(path),
    };
  }

  /** `_module.args.name`, where a module of the repository sets it. */
  #moduleArgument(name: string): Thunk | undefined {
    if (this.#collecting || name === '_module') return undefined;
    return this.#defined().conditional(['_module', 'args', name]).length === 0
      ? undefined
      : this.#valueThunk(['_module', 'args', name]);
  }

  /** The definitions of an option, wrappings taken off, in the order of the modules. */
  definitions(path: readonly string[]): readonly Definition[] {
    return this.#defined().definitions(path);
  }

  #declared(): Declarations {
    if (this.#collecting) return new Declarations(this.#interpreter, []);
    this.#declarations ??= new Declarations(this.#interpreter, this.collected.modules);
    return this.#declarations;
  }

  /** The declaration of an option, where a module of the repository declares it. */
  option(path: readonly string[]): SetValue | undefined {
    return this.#declared().options(path)[0];
  }

  /** What is declared in a set of options, where modules of the repository do. */
  optionNames(path: readonly string[]): readonly string[] {
    return this.#declared().namesBelow(path);
  }

  /** The value of an option. What is not set anywhere in the repository is a symbol, or the default of an own option. */
  value(path: readonly string[]): Value {
    // the options within an option are its type's matter
    for (let length = 1; length < path.length; length += 1) {
      const outer = path.slice(0, length);
      if (this.option(outer) === undefined) continue;
      const value = this.#valueThunk(outer).force();
      return (
        this.#interpreter.selectPath(value, path.slice(length)) ??
        unknownValue(`the option ${path.join('.')} is not set`)
      );
    }
    return this.#valueThunk(path).force();
  }

  #valueThunk(path: readonly string[]): Thunk {
    const key = keyOf(path);
    let thunk = this.#values.get(key);
    if (thunk === undefined) {
      const definitions = this.#defined().conditional(path);
      thunk = new Thunk(() => this.#merge(path), definitions[0]?.thunk.node);
      if (!this.#collecting) this.#values.set(key, thunk);
    }
    return thunk;
  }

  #merge(path: readonly string[]): Value {
    const declared = this.#declared();
    const options = declared.options(path);
    if (options.length === 0 && this.#isStructure(path)) return this.config(path);
    const type = options.length > 0 ? declared.type(path) : this.#freeType(path);
    const [fallback] = options.flatMap((option) => option.get('default') ?? []);
    const statements: Statement[] = [...this.definitions(path)];
    if (fallback !== undefined) {
      statements.push(
        ...unwrap(this.#interpreter, {
          thunk: fallbackValue(fallback),
          priority: optionDefaultPriority,
          order: defaultOrder,
          maybe: undefined,
        }),
      );
    }
    const counting = strongest(statements);
    const hidden = options.length === 0 ? undefined : this.#hidden(path, counting);
    if (hidden !== undefined) return because(hidden);
    // what is set several times without being declared has a type that an input's module gives it
    const known: OptionType =
      options.length === 0 && type.kind === 'raw' && counting.length > 1 ? { kind: 'free' } : type;
    const merged =
      counting.length === 0
        ? this.#unset(path, type, options.length > 0)
        : mergeStatements(this.#merging, known, path, this.#orUnset(counting, path));
    const [apply] = options.flatMap((option) => option.get('apply') ?? []);
    return apply === undefined ? merged : this.#interpreter.apply(apply.force(), Thunk.of(merged));
  }

  /** Why something stronger than what is seen may be said of an option. */
  #hidden(path: readonly string[], counting: readonly Statement[]): UnknownValue | undefined {
    if (this.#options.doubtsDefaults !== true) return undefined;
    return this.#defined().hidden(path, Math.min(...counting.map(({ priority }) => priority)));
  }

  /** Sets without a type are taken to hold options; their conditions matter to these alone. */
  #isStructure(path: readonly string[]): boolean {
    const given = this.#defined().conditional(path);
    if (given.length === 0 || this.#freeType(path).kind !== 'free') return false;
    return given.every(({ thunk }) => {
      const value = thunk.force();
      return value.type === 'set' && !isOpaque(value);
    });
  }

  /** Where nothing is certain, what nixpkgs says is possible as well. */
  #orUnset(counting: readonly Statement[], path: readonly string[]): readonly Statement[] {
    const [first] = counting;
    if (
      first === undefined ||
      counting.some(({ maybe }) => maybe === undefined) ||
      this.option(path) !== undefined
    )
      return counting;
    const isScalar = counting.every(
      ({ thunk }) => !['list', 'set', 'lambda', 'path'].includes(thunk.force().type),
    );
    return isScalar ? [...counting, { ...first, thunk: Thunk.of(this.#symbol(path)) }] : counting;
  }

  #unset(path: readonly string[], type: OptionType, isDeclared: boolean): Value {
    if (isDeclared)
      return (
        emptyValue(this.#merging, type, path) ??
        unknownValue(`the option ${[...(this.#options.prefix ?? []), ...path].join('.')} is not set`)
      );
    return this.#declared().below(path).length > 0 ? this.config(path) : this.#symbol(path);
  }

  /**
   * The type of what is set without being declared. Every evaluation declares `_module.args` itself: each argument is
   * one value, never merged (nixpkgs lib/modules.nix, `lazyAttrsOf raw`).
   */
  #freeType(path: readonly string[]): OptionType {
    if (path.length === 3 && path[0] === '_module' && path[1] === 'args') return { kind: 'raw' };
    if (path.length !== 1 || this.#declared().below(path).length > 0) return { kind: 'free' };
    const type = this.#declared().freeform();
    const isOpen = this.#options.isOpen === true && type.kind === 'attributes' && type.element.kind === 'raw';
    return type.kind === 'attributes' && !isOpen ? type.element : { kind: 'free' };
  }

  #submodule(modules: Value, special: Value | undefined, path: readonly string[]): Value {
    const { specialArguments, prefix } = this.#options;
    const given = new Map<string, Thunk>([['name', Thunk.of(stringValue(path.at(-1) ?? ''))]]);
    const library = specialArguments.get('lib');
    if (library !== undefined) given.set('lib', library);
    if (special?.type === 'set') {
      for (const name of special.names()) {
        const thunk = special.get(name);
        if (thunk !== undefined) given.set(name, thunk);
      }
    }
    const nested = new ModuleEvaluation(this.#interpreter, {
      modules: Thunk.of(modules),
      specialArguments: given,
      otherArguments: [],
      prefix: [...(prefix ?? []), ...path],
      isOpen: this.#options.isOpen === true || this.collected.external.length > 0,
      doubtsDefaults: this.#options.doubtsDefaults,
    });
    return nested.config([]);
  }

  /** `config.a.b` as a set. */
  config(path: readonly string[]): SetValue {
    const rest = (): readonly Value[] => [this.#symbol(path), ...this.#defined().rest(path)];
    return {
      type: 'set',
      names: () => this.#names(path),
      get: (name) => (this.#knows([...path, name]) ? this.#valueThunk([...path, name]) : undefined),
      get rest() {
        return rest();
      },
      merged: () =>
        this.#defined()
          .conditional(path)
          .map(({ thunk }) => thunk.force()),
    };
  }

  #symbol(path: readonly string[]): SymbolValue {
    const whole = [...(this.#options.prefix ?? []), ...path];
    return whole.reduce<SymbolValue>(
      (of, name) => ({ type: 'symbol', origin: { kind: 'select', of, name } }),
      rootSymbol('config'),
    );
  }

  #knows(path: readonly string[]): boolean {
    return this.#defined().conditional(path).length > 0 || this.#declared().at(path).length > 0;
  }

  #names(path: readonly string[]): readonly string[] {
    const defined = [...this.#defined().inner(path).keys()].filter(
      (name) => this.definitions([...path, name]).length > 0,
    );
    return [...new Set([...defined, ...this.#declared().namesBelow(path)])];
  }

  /** The reasons why definitions of an option may be missing. */
  gaps(): readonly UnknownValue[] {
    return this.collected.gaps;
  }
}

/** What an option has where nobody sets it: an empty list there is none that anybody adds to. */
const fallbackValue = (thunk: Thunk): Thunk =>
  new Thunk(() => {
    const value = thunk.force();
    return value.type === 'list' && value.items.length === 0 ? { ...value, literals: [] } : value;
  }, thunk.node);
