/**
 * The module system as far as it can be known: which modules there are, what they define, and what `config`
 * then is. Options of nixpkgs and of inputs are not read; what only they know is a symbol `config.…`.
 */
import { equalValues } from '../../eval/comparison.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { Thunk } from '../../eval/thunk.js';
import { type ListValue, rootSymbol, type SetValue, type SymbolValue, type UnknownValue, unknownValue, type Value } from '../../eval/value.js';
import { type CollectedModules, collectModules } from './collect.js';
import { type Definition, defaultOrder, defaultPriority, isOpaque, unwrap } from './definitions.js';

export interface ModuleEvaluationOptions {
  readonly modules: Thunk;
  /** What module functions are given besides `config`, `options` and `_module.args`. */
  readonly specialArguments: ReadonlyMap<string, Thunk>;
  /** Further arguments that cannot be listed: a symbol or an unknown. */
  readonly otherArguments: readonly Value[];
}

export class ModuleEvaluation {
  readonly #interpreter: Interpreter;
  readonly #options: ModuleEvaluationOptions;
  readonly #definitions = new Map<string, readonly Definition[]>();
  readonly #optionDeclarations = new Map<string, readonly Thunk[]>();
  readonly #values = new Map<string, Thunk>();
  #collected: CollectedModules | undefined;
  #collecting = false;
  /** What the module functions of this configuration are applied to. */
  readonly moduleArguments: Thunk;

  constructor(interpreter: Interpreter, options: ModuleEvaluationOptions) {
    this.#interpreter = interpreter;
    this.#options = options;
    const value = this.#argumentSet();
    this.moduleArguments = Thunk.of(value);
  }

  get collected(): CollectedModules {
    if (this.#collected !== undefined) return this.#collected;
    if (this.#collecting) return { modules: [], external: [], gaps: [unknownValue('imports depend on config')], literals: [] };
    this.#collecting = true;
    try {
      this.#collected = collectModules(this.#interpreter, this.#options.modules.force(), this.moduleArguments);
    } finally {
      this.#collecting = false;
      this.#definitions.clear();
      this.#optionDeclarations.clear();
    }
    return this.#collected;
  }

  #argumentSet(): SetValue {
    const { specialArguments } = this.#options;
    const config = new Thunk(() => this.config([]));
    const options = Thunk.of(rootSymbol('options'));
    const own = (name: string): Thunk | undefined => {
      if (name === 'config') return config;
      if (name === 'options') return options;
      return specialArguments.get(name);
    };
    return {
      type: 'set',
      names: () => ['config', 'options', ...specialArguments.keys()],
      get: (name) => own(name) ?? this.#moduleArgument(name),
      rest: this.#options.otherArguments.length > 0 ? this.#options.otherArguments : [rootSymbol('a module argument')],
    };
  }

  /** `_module.args.name`, where a module of the repository sets it. */
  #moduleArgument(name: string): Thunk | undefined {
    if (this.#collecting || name === '_module') return undefined;
    return this.definitions(['_module', 'args', name]).length === 0 ? undefined : this.#valueThunk(['_module', 'args', name]);
  }

  /** The definitions of an option, wrappings taken off, in the order of the modules. */
  definitions(path: readonly string[]): readonly Definition[] {
    const key = path.join('\u0000');
    const known = this.#definitions.get(key);
    if (known !== undefined) return known;
    const found = path.length === 0 ? this.#moduleDefinitions() : this.#innerDefinitions(path);
    if (!this.#collecting) this.#definitions.set(key, found);
    return found;
  }

  #moduleDefinitions(): readonly Definition[] {
    return this.collected.modules.flatMap((module) => {
      const { value } = module;
      const definition = (thunk: Thunk): Definition => ({ thunk, module, priority: defaultPriority, order: defaultOrder, maybe: module.maybe });
      const config = value.get('config');
      if (config !== undefined) return unwrap(this.#interpreter, definition(config));
      if (value.get('options') !== undefined) return [];
      return unwrap(this.#interpreter, definition(Thunk.of(value, module.node)));
    });
  }

  #innerDefinitions(path: readonly string[]): readonly Definition[] {
    const name = path[path.length - 1] ?? '';
    return this.definitions(path.slice(0, -1)).flatMap((definition) => {
      const value = definition.thunk.force();
      if (value.type !== 'set') return [];
      const thunk = value.get(name);
      return thunk === undefined ? [] : unwrap(this.#interpreter, { ...definition, thunk });
    });
  }

  /** The declarations of an option by modules of the repository (`mkOption { … }`), and sets of options below it. */
  #declarations(path: readonly string[]): readonly Thunk[] {
    const key = path.join('\u0000');
    const known = this.#optionDeclarations.get(key);
    if (known !== undefined) return known;
    let found: readonly Thunk[];
    if (path.length === 0) {
      found = this.collected.modules.flatMap(({ value }) => value.get('options') ?? []);
    } else {
      const name = path[path.length - 1] ?? '';
      found = this.#declarations(path.slice(0, -1)).flatMap((thunk) => {
        const value = thunk.force();
        return value.type === 'set' && !isOption(value) ? (value.get(name) ?? []) : [];
      });
    }
    if (!this.#collecting) this.#optionDeclarations.set(key, found);
    return found;
  }

  /** The declaration of an option, where a module of the repository declares it. */
  option(path: readonly string[]): SetValue | undefined {
    for (const thunk of this.#declarations(path)) {
      const value = thunk.force();
      if (value.type === 'set' && isOption(value)) return value;
    }
    return undefined;
  }

  /** The value of an option. What is not set anywhere in the repository is a symbol, or the default of an own option. */
  value(path: readonly string[]): Value {
    return this.#valueThunk(path).force();
  }

  #valueThunk(path: readonly string[]): Thunk {
    const key = path.join('\u0000');
    let thunk = this.#values.get(key);
    if (thunk === undefined) {
      const definitions = this.#collecting ? [] : this.definitions(path);
      thunk = new Thunk(() => this.#merge(path), definitions[0]?.thunk.node);
      if (!this.#collecting) this.#values.set(key, thunk);
    }
    return thunk;
  }

  #merge(path: readonly string[]): Value {
    const all = this.definitions(path);
    const option = this.option(path);
    const strongest = Math.min(...all.filter((definition) => definition.maybe === undefined).map(({ priority }) => priority));
    const counting = all.filter(({ priority }) => priority <= strongest);
    if (counting.length === 0) return this.#withoutDefinition(path, option);
    const merged = this.#mergeValues(path, counting, option);
    const apply = option?.get('apply');
    return apply === undefined ? merged : this.#interpreter.apply(apply.force(), Thunk.of(merged));
  }

  #withoutDefinition(path: readonly string[], option: SetValue | undefined): Value {
    if (option !== undefined) {
      const fallback = option.get('default');
      return fallback?.force() ?? unknownValue(`the option ${path.join('.')} is not set`);
    }
    if (this.#declarations(path).length > 0) return this.config(path);
    return this.#symbol(path);
  }

  #mergeValues(path: readonly string[], definitions: readonly Definition[], option: SetValue | undefined): Value {
    const values = definitions.map((definition) => definition.thunk.force());
    if (values.every((value) => value.type === 'list')) return mergeLists(definitions);
    if (values.every((value) => value.type === 'set' && !isOpaque(value))) return this.config(path);
    const functions = values.some((value) => value.type === 'lambda' || value.type === 'path' || (value.type === 'set' && !isOpaque(value)));
    if (functions && definitions.length > 1) return mergedModules(definitions);
    if (values.some((value) => value.type === 'list')) return mergeLists(definitions);
    return this.#oneOf(path, definitions, values, option);
  }

  /** Scalars: all that count must agree. */
  #oneOf(path: readonly string[], definitions: readonly Definition[], values: readonly Value[], option: SetValue | undefined): Value {
    const certain = values.filter((_, index) => definitions[index]?.maybe === undefined);
    const [first, ...others] = certain;
    const doubtful = definitions.filter((definition) => definition.maybe !== undefined);
    const differing = doubtful.filter((definition) => first === undefined || equalValues(definition.thunk.force(), first) !== true);
    if (first !== undefined && others.every((other) => equalValues(first, other) !== false) && differing.length === 0) return first;
    const alternatives = definitions.map((definition) => definition.thunk);
    if (first === undefined) alternatives.push(new Thunk(() => this.#withoutDefinition(path, option)));
    const why = doubtful[0]?.maybe?.why ?? 'it is set in several places';
    return unknownValue(why, definitions[0]?.thunk.node, alternatives);
  }

  /** `config.a.b` as a set. */
  config(path: readonly string[]): SetValue {
    return {
      type: 'set',
      names: () => this.#names(path),
      get: (name) => (this.#knows([...path, name]) ? this.#valueThunk([...path, name]) : undefined),
      rest: [this.#symbol(path)],
    };
  }

  #symbol(path: readonly string[]): SymbolValue {
    return path.reduce<SymbolValue>((of, name) => ({ type: 'symbol', origin: { kind: 'select', of, name } }), rootSymbol('config'));
  }

  #knows(path: readonly string[]): boolean {
    if (this.#collecting) return false;
    return this.definitions(path).length > 0 || this.#declarations(path).length > 0;
  }

  #names(path: readonly string[]): readonly string[] {
    if (this.#collecting) return [];
    const names = new Set<string>();
    for (const { thunk } of this.definitions(path)) {
      const value = thunk.force();
      if (value.type === 'set') for (const name of value.names()) names.add(name);
    }
    for (const thunk of this.#declarations(path)) {
      const value = thunk.force();
      if (value.type === 'set' && !isOption(value)) for (const name of value.names()) names.add(name);
    }
    return [...names];
  }

  /** The reasons why definitions of an option may be missing. */
  gaps(): readonly UnknownValue[] {
    return this.collected.gaps;
  }
}

const isOption = (value: SetValue): boolean => {
  const mark = value.get('_type')?.force();
  return mark?.type === 'string' && mark.text === 'option';
};

function mergeLists(definitions: readonly Definition[]): ListValue {
  const ordered = [...definitions].sort((left, right) => left.order - right.order);
  const merged: { items: ListValue['items'][number][]; literals: ListValue['literals'][number][]; gaps: UnknownValue[] } = { items: [], literals: [], gaps: [] };
  for (const definition of ordered) {
    const value = definition.thunk.force();
    if (value.type !== 'list') {
      merged.gaps.push(value.type === 'unknown' ? value : unknownValue('it is not known which elements a list has', definition.thunk.node));
      continue;
    }
    merged.items.push(...value.items.map((item) => ({ ...item, maybe: item.maybe ?? definition.maybe })));
    merged.literals.push(...value.literals);
    merged.gaps.push(...value.gaps);
  }
  return { type: 'list', ...merged };
}

/** Several modules given for one name (`deferredModule`): one module that imports them all. */
function mergedModules(definitions: readonly Definition[]): SetValue {
  const imports: ListValue = {
    type: 'list',
    items: definitions.map((definition) => ({ thunk: definition.thunk, literal: undefined, maybe: definition.maybe })),
    literals: [],
    gaps: [],
  };
  const thunk = Thunk.of(imports);
  return { type: 'set', names: () => ['imports'], get: (name) => (name === 'imports' ? thunk : undefined), rest: [] };
}
