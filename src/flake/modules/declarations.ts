/** The options that modules of the repository declare. */
import type { Interpreter } from '../../eval/interpreter.js';
import type { Thunk } from '../../eval/thunk.js';
import type { SetValue } from '../../eval/value.js';
import type { ReachedModule } from './collect.js';
import { isOption, joinTypes, type OptionType, readType, withOptions } from './option-types.js';

export class Declarations {
  readonly #interpreter: Interpreter;
  readonly #modules: readonly ReachedModule[];
  readonly #at = new Map<string, readonly Thunk[]>();
  readonly #names = new Map<string, readonly string[]>();
  readonly #types = new Map<string, OptionType>();
  #freeform: OptionType | undefined;

  constructor(interpreter: Interpreter, modules: readonly ReachedModule[]) {
    this.#interpreter = interpreter;
    this.#modules = modules;
  }

  /** What is declared at a path: options (`mkOption { … }`) and sets of options. */
  at(path: readonly string[]): readonly Thunk[] {
    const key = path.join('\u0000');
    const known = this.#at.get(key);
    if (known !== undefined) return known;
    // until it is known, what needs itself is not there
    this.#at.set(key, []);
    const name = path.at(-1);
    const found =
      name === undefined
        ? this.#modules.flatMap(({ value }) => value.get('options') ?? [])
        : this.below(path.slice(0, -1)).flatMap((set) => set.get(name) ?? []);
    this.#at.set(key, found);
    return found;
  }

  options(path: readonly string[]): readonly SetValue[] {
    return path.length === 0 ? [] : this.#sets(path).filter(isOption);
  }

  /** The sets of options at a path. */
  below(path: readonly string[]): readonly SetValue[] {
    return this.#sets(path).filter((set) => !isOption(set));
  }

  namesBelow(path: readonly string[]): readonly string[] {
    const key = path.join('\u0000');
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    // a module may declare the options that it is given
    this.#names.set(key, []);
    const found = this.below(path).flatMap((set) => set.names());
    this.#names.set(key, found);
    return found;
  }

  #sets(path: readonly string[]): readonly SetValue[] {
    return this.at(path).flatMap((thunk) => {
      const value = thunk.force();
      return value.type === 'set' ? [value] : [];
    });
  }

  /** The type of an option, joined from all its declarations. */
  type(path: readonly string[]): OptionType {
    const key = path.join('\u0000');
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const types = this.options(path).map((option) =>
      readType(this.#interpreter, option.get('type')?.force()),
    );
    const inner = this.at(path).filter((thunk) => {
      const value = thunk.force();
      return value.type === 'set' && !isOption(value);
    });
    const type = withOptions(joinTypes(types), inner);
    this.#types.set(key, type);
    return type;
  }

  /** The type of options that are set without being declared (`freeformType`). */
  freeform(): OptionType {
    this.#freeform ??= joinTypes(
      this.#modules.flatMap(({ value }) => {
        const thunk = value.get('freeformType');
        return thunk === undefined ? [] : [readType(this.#interpreter, thunk.force())];
      }),
    );
    return this.#freeform;
  }
}
