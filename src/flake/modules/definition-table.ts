/** What the modules of a configuration say, by the paths of the options. */
import type { Interpreter } from '../../eval/interpreter.js';
import { Thunk } from '../../eval/thunk.js';
import type { UnknownValue, Value } from '../../eval/value.js';
import type { ReachedModule } from './collect.js';
import {
  type Conditional,
  type Definition,
  defaultOrder,
  defaultPriority,
  definitionsOnly,
  discharge,
  pushDown,
} from './definitions.js';

const unknownPart = (value: Value): UnknownValue | undefined =>
  [value, ...(value.type === 'set' ? value.rest : [])].find((one) => one.type === 'unknown');

type ByName = ReadonlyMap<string, readonly Conditional<Definition>[]>;

export const keyOf = (path: readonly string[]): string => path.join('\u0000');

/**
 * Names that are asked for while they are being listed are taken to be not there: Nix would not come to an end. Nothing
 * that was found so is kept. Values that need themselves are noticed by the values.
 */
export class DefinitionTable {
  readonly #interpreter: Interpreter;
  readonly #modules: readonly ReachedModule[];
  readonly #definitions = new Map<string, readonly Definition[]>();
  readonly #conditional = new Map<string, readonly Conditional<Definition>[]>();
  readonly #inner = new Map<string, ByName>();
  readonly #rests = new Map<string, readonly Value[]>();
  readonly #running = new Set<string>();
  /** How often something was not there because it was being computed. */
  #missed = 0;

  constructor(interpreter: Interpreter, modules: readonly ReachedModule[]) {
    this.#interpreter = interpreter;
    this.#modules = modules;
  }

  /** The definitions of an option, wrappings taken off, in the order of the modules. */
  definitions(path: readonly string[]): readonly Definition[] {
    return this.#keep(this.#definitions, keyOf(path), () =>
      this.conditional(path).flatMap((one) => discharge<Definition>(this.#interpreter, one)),
    );
  }

  /** The same with conditions that were not looked at. */
  conditional(path: readonly string[]): readonly Conditional<Definition>[] {
    return this.#keep(this.#conditional, keyOf(path), () => {
      const name = path.at(-1);
      const wrapped =
        name === undefined ? this.#ofModules() : (this.inner(path.slice(0, -1)).get(name) ?? []);
      return wrapped.flatMap((definition) =>
        pushDown<Definition>(this.#interpreter, definition, (other) => this.conditional(other)),
      );
    });
  }

  #ofModules(): readonly Conditional<Definition>[] {
    return this.#modules.flatMap((module): Conditional<Definition>[] => {
      const { value, maybe } = module;
      const config = value.get('config');
      if (config === undefined && value.get('options') !== undefined) return [];
      const thunk = config ?? Thunk.of(definitionsOnly(value), module.node);
      return [{ thunk, module, priority: defaultPriority, order: defaultOrder, maybe, conditions: [] }];
    });
  }

  /** What is defined right below a path, by name. */
  inner(path: readonly string[]): ByName {
    return this.#once(this.#inner, 'inner', path, new Map(), () => {
      const inner = new Map<string, Conditional<Definition>[]>();
      for (const definition of this.conditional(path)) {
        const value = definition.thunk.force();
        if (value.type !== 'set') continue;
        for (const name of value.names()) {
          const thunk = value.get(name);
          if (thunk === undefined) continue;
          const found = inner.get(name);
          if (found === undefined) inner.set(name, [{ ...definition, thunk }]);
          else found.push({ ...definition, thunk });
        }
      }
      return inner;
    });
  }

  /** Where the definitions have names that are not known. */
  rest(path: readonly string[]): readonly Value[] {
    if (path.length === 0) return [];
    return this.#once(this.#rests, 'rest', path, [], () =>
      this.conditional(path).flatMap(({ thunk }) => {
        const value = thunk.force();
        return value.type === 'set' ? value.rest : [];
      }),
    );
  }

  /**
   * Why an option may be set without its definition being seen: what is surely said of the options around it is not
   * known. Only definitions stronger than a priority are looked for.
   */
  hidden(path: readonly string[], priority: number): UnknownValue | undefined {
    for (let length = 0; length < path.length; length += 1) {
      for (const statement of this.conditional(path.slice(0, length))) {
        if (statement.maybe !== undefined || statement.priority >= priority) continue;
        const unknown = unknownPart(statement.thunk.force());
        if (unknown === undefined) continue;
        const [counting] = discharge(this.#interpreter, statement);
        if (counting !== undefined && counting.maybe === undefined) return unknown;
      }
    }
    return undefined;
  }

  #once<T>(known: Map<string, T>, what: string, path: readonly string[], none: T, compute: () => T): T {
    const key = keyOf(path);
    const running = `${what} ${key}`;
    if (this.#running.has(running)) {
      this.#missed += 1;
      return none;
    }
    return this.#keep(known, key, () => {
      this.#running.add(running);
      try {
        return compute();
      } finally {
        this.#running.delete(running);
      }
    });
  }

  #keep<T>(known: Map<string, T>, key: string, compute: () => T): T {
    const before = known.get(key);
    if (before !== undefined) return before;
    const missed = this.#missed;
    const value = compute();
    if (this.#missed === missed) known.set(key, value);
    return value;
  }
}
