/** What generated expressions are made of: choices, kinds of values, and the names in scope. */
import fc from 'fast-check';

/** Draws from fast-check, so that a failing expression is made smaller. */
export class Choices {
  readonly #draw: fc.GeneratorValue;

  constructor(draw: fc.GeneratorValue) {
    this.#draw = draw;
  }

  /** A number from `least` to `most`. */
  number(least: number, most: number): number {
    return this.#draw(fc.integer, { min: least, max: most });
  }

  /** One of the options; when a failing case is made smaller, an earlier one. */
  of<T>(options: readonly [T, ...T[]]): T {
    return options[this.number(0, options.length - 1)] ?? options[0];
  }

  chance(oneIn: number): boolean {
    return this.number(0, oneIn - 1) === oneIn - 1;
  }

  /** The results of `make`, `least` to `most` of them. */
  several<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.number(least, most) }, (_, index) => make(index));
  }
}

/** What an expression gives. */
export type Kind =
  | { readonly of: 'integer' | 'float' | 'string' | 'boolean' | 'null' }
  | { readonly of: 'list'; readonly element: Kind }
  | { readonly of: 'set'; readonly attributes: ReadonlyMap<string, Kind> };

export const integer: Kind = { of: 'integer' };
export const float: Kind = { of: 'float' };
export const string: Kind = { of: 'string' };
export const boolean: Kind = { of: 'boolean' };
export const listOf = (element: Kind): Kind => ({ of: 'list', element });
export const setOf = (attributes: Iterable<readonly [string, Kind]>): Kind => ({
  of: 'set',
  attributes: new Map(attributes),
});

/** Few names, so that they hide each other. */
export const names: readonly [string, ...string[]] = ['a', 'b', 'c', 'd', "e'", 'f-g'];

export function someKind(choices: Choices, depth: number): Kind {
  const most = depth > 0 ? 6 : 4;
  switch (choices.number(0, most)) {
    case 0:
      return integer;
    case 1:
      return string;
    case 2:
      return boolean;
    case 3:
      return float;
    case 4:
      return { of: 'null' };
    case 5:
      return listOf(someKind(choices, depth - 1));
    default:
      return setOf(choices.several(0, 3, () => [choices.of(names), someKind(choices, depth - 1)]));
  }
}

export function isSameKind(left: Kind, right: Kind): boolean {
  if (left.of === 'list') return right.of === 'list' && isSameKind(left.element, right.element);
  if (left.of !== 'set') return left.of === right.of;
  if (right.of !== 'set' || left.attributes.size !== right.attributes.size) return false;
  return [...left.attributes].every(([name, kind]) => {
    const other = right.attributes.get(name);
    return other !== undefined && isSameKind(kind, other);
  });
}

/** The names that an expression sees. A name of a `with` is hidden by any other binding, wherever that is. */
export class Names {
  readonly #bound: ReadonlyMap<string, Kind>;
  readonly #borrowed: ReadonlyMap<string, Kind>;

  constructor(bound: ReadonlyMap<string, Kind> = new Map(), borrowed: ReadonlyMap<string, Kind> = new Map()) {
    this.#bound = bound;
    this.#borrowed = borrowed;
  }

  binding(added: Iterable<readonly [string, Kind]>): Names {
    return new Names(new Map([...this.#bound, ...added]), this.#borrowed);
  }

  borrowing(added: Iterable<readonly [string, Kind]>): Names {
    return new Names(this.#bound, new Map([...this.#borrowed, ...added]));
  }

  ofKind(kind: Kind): string[] {
    const visible = new Map([...this.#borrowed, ...this.#bound]);
    return [...visible].filter(([, other]) => isSameKind(kind, other)).map(([name]) => name);
  }
}
