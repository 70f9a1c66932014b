/** Which modules a configuration is made of: the given ones and, again and again, their `imports`. */
import { ownNode } from '../../eval/foreign.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { asList } from '../../eval/operators.js';
import type { Thunk } from '../../eval/thunk.js';
import {
  type ListItem,
  type SetValue,
  type SymbolValue,
  symbolText,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../../eval/value.js';
import type { Expression, Lambda, List } from '../../syntax/nodes.js';

/** A module of the repository that a configuration reaches. */
export interface ReachedModule {
  /** The file that the module is, where it is a whole file. */
  readonly file: string | undefined;
  /** Where it is named or written. */
  readonly node: Expression | undefined;
  /** The list literal that names it. */
  readonly literal: List | undefined;
  /** The function that the module is written as. */
  readonly lambda: Lambda | undefined;
  readonly value: SetValue;
  /** Set where it is not known whether the configuration has it. */
  readonly maybe: UnknownValue | undefined;
  /** The module that imports it. */
  readonly parent: ReachedModule | undefined;
}

/** A module of an input, by the text of the symbol, e.g. `inputs.disko.nixosModules.disko`. */
export interface ExternalModule {
  readonly text: string;
  readonly symbol: SymbolValue;
  readonly node: Expression | undefined;
}

export interface CollectedModules {
  readonly modules: readonly ReachedModule[];
  readonly external: readonly ExternalModule[];
  /** What could not be known. */
  readonly gaps: readonly UnknownValue[];
  /** The list literals in which modules are listed, the outermost first. */
  readonly literals: readonly List[];
}

export const nothingCollected: CollectedModules = { modules: [], external: [], gaps: [], literals: [] };

const mostModules = 5000;
/** Values looked at, modules or not: functions that give functions, lists of lists, branches of branches. */
const mostVisits = 20_000;
/** Modules within modules that are no files: a function that imports what it makes itself has no end. */
const deepestNesting = 100;

interface Visit {
  readonly value: () => Value;
  readonly item: ListItem;
  readonly file: string | undefined;
  readonly lambda: Lambda | undefined;
  /** How many modules it is in, counted from the last file on. */
  readonly depth: number;
  readonly parent: ReachedModule | undefined;
}

/** @param moduleArguments what module functions are applied to */
export function collectModules(
  interpreter: Interpreter,
  given: Value,
  moduleArguments: Thunk,
): CollectedModules {
  const collection = new Collection(interpreter, moduleArguments);
  const list = asList(given);
  collection.gaps.push(...list.gaps);
  collection.visitAll(list.items.map((item) => visitOf(item, 0, undefined)));
  return {
    modules: collection.certainModules(),
    external: collection.external,
    gaps: collection.gaps,
    literals: list.literals,
  };
}

/** The walk, with a stack of its own: modules import modules import modules. */
class Collection {
  readonly modules: ReachedModule[] = [];
  readonly external: ExternalModule[] = [];
  readonly gaps: UnknownValue[] = [];
  readonly #interpreter: Interpreter;
  readonly #moduleArguments: Thunk;
  /** The files that were seen, and whether it is certain that the configuration has them. */
  readonly #seenFiles = new Map<string, boolean>();
  readonly #seenSets = new Set<SetValue>();
  readonly #seenSymbols = new Set<string>();

  constructor(interpreter: Interpreter, moduleArguments: Thunk) {
    this.#interpreter = interpreter;
    this.#moduleArguments = moduleArguments;
  }

  visitAll(first: readonly Visit[]): void {
    const waiting = first.toReversed();
    for (let count = 0; ; count += 1) {
      const next = waiting.pop();
      if (next === undefined) return;
      if (count >= mostVisits || this.modules.length >= mostModules) {
        this.gaps.push(unknownValue('there are too many modules', next.item.thunk.node));
        return;
      }
      waiting.push(...this.#visit(next).toReversed());
    }
  }

  /** The modules without those that were seen first as doubtful and then as certain. */
  certainModules(): readonly ReachedModule[] {
    return this.modules.filter(
      ({ file, maybe }) => file === undefined || maybe === undefined || this.#seenFiles.get(file) !== true,
    );
  }

  /** Takes one value in, and says what is to be looked at for it, in order. */
  #visit({ value: force, item, file, lambda, depth, parent }: Visit): readonly Visit[] {
    const { node } = item.thunk;
    if (depth > deepestNesting) {
      this.gaps.push(unknownValue('modules are nested too deeply', node));
      return [];
    }
    const value = force();
    switch (value.type) {
      case 'path':
        return this.#file(value.path, item, parent);
      case 'string':
        return this.#text(value, item, parent);
      case 'lambda':
        return [
          { value: () => this.#apply(value, node), item, file, lambda: ownNode(value.node), depth, parent },
        ];
      case 'primitive':
        return [{ value: () => this.#apply(value, node), item, file, lambda, depth: depth + 1, parent }];
      case 'set':
        if (value.get('__functor') !== undefined)
          return [{ value: () => this.#apply(value, node), item, file, lambda, depth: depth + 1, parent }];
        return this.#set(value, { item, file, lambda, depth, parent });
      case 'symbol':
        this.#symbol(value, node);
        return [];
      case 'list':
        // not allowed by the module system, but met where `imports` flattens
        return value.items.map((inner) =>
          visitOf({ ...inner, maybe: item.maybe ?? inner.maybe }, depth + 1, parent),
        );
      case 'unknown':
        if (value.alternatives.length === 0) {
          this.gaps.push(unknownValue(value.why, value.node ?? node));
          return [];
        }
        return value.alternatives.map((alternative) => ({
          value: () => alternative.force(),
          item: { ...item, maybe: item.maybe ?? value },
          file,
          lambda,
          depth,
          parent,
        }));
      default:
        this.gaps.push(unknownValue(`a ${value.type} is no module`, node));
        return [];
    }
  }

  #apply(callee: Value, node: Expression | undefined): Value {
    return this.#interpreter.apply(callee, this.#moduleArguments, node);
  }

  #symbol(symbol: SymbolValue, node: Expression | undefined): void {
    const text = symbolText(symbol);
    const key = `${text} ${node?.start}`;
    if (!this.#seenSymbols.has(key)) this.external.push({ text, symbol, node });
    this.#seenSymbols.add(key);
  }

  #text(
    value: Extract<Value, { type: 'string' }>,
    item: ListItem,
    parent: ReachedModule | undefined,
  ): readonly Visit[] {
    const path = pathOfString(value.parts);
    if (path !== undefined) return this.#file(path, item, parent);
    const { node } = item.thunk;
    const symbol = value.parts.find(
      (part): part is SymbolValue => typeof part !== 'string' && part.type === 'symbol',
    );
    if (symbol !== undefined) this.#symbol(symbol, node);
    else if (value.text?.includes('/nixos/modules') !== true) {
      this.gaps.push(unknownValue('a module is named by a text that is no path of the repository', node));
    }
    return [];
  }

  #file(path: string, item: ListItem, parent: ReachedModule | undefined): readonly Visit[] {
    const file = this.#interpreter.world.file(path);
    const name = file.kind === 'parsed' ? file.source.file : path;
    const certain = item.maybe === undefined;
    const before = this.#seenFiles.get(name);
    if (before === true || before === certain) return [];
    this.#seenFiles.set(name, certain);
    return [
      {
        value: () => this.#interpreter.importFile(path),
        item,
        file: name,
        lambda: undefined,
        depth: 0,
        parent,
      },
    ];
  }

  #set(value: SetValue, { item, file, lambda, depth, parent }: Omit<Visit, 'value'>): readonly Visit[] {
    if (lambda === undefined && file === undefined && this.#seenSets.has(value)) return [];
    this.#seenSets.add(value);
    const module: ReachedModule = {
      file,
      node: item.thunk.node,
      literal: item.literal,
      lambda,
      value,
      maybe: item.maybe,
      parent,
    };
    this.modules.push(module);
    for (const rest of value.rest) {
      if (rest.type === 'symbol') this.#symbol(rest, item.thunk.node);
      else if (rest.type === 'unknown') this.gaps.push(rest);
    }
    // `require` is the old name
    return ['imports', 'require'].flatMap((name) => {
      const more = value.get(name);
      if (more === undefined) return [];
      const inner = asList(more.force(), more.node);
      this.gaps.push(...inner.gaps);
      return inner.items.map((next) =>
        visitOf({ ...next, maybe: item.maybe ?? next.maybe }, depth + 1, module),
      );
    });
  }
}

const visitOf = (item: ListItem, depth: number, parent: ReachedModule | undefined): Visit => ({
  value: () => item.thunk.force(),
  item,
  file: undefined,
  lambda: undefined,
  depth,
  parent,
});

/** The path that a string is which was made from one: `"${./.}/hosts/x.nix"`, `toString ./x`. */
export function pathOfString(parts: readonly (string | Value)[]): string | undefined {
  const [first, ...more] = parts;
  if (first === undefined || typeof first === 'string' || first.type !== 'path') return undefined;
  const texts = more.filter((part) => typeof part === 'string');
  if (texts.length < more.length) return undefined;
  const path = `${first.path}${texts.join('')}`.replace(/^\/+/, '').replace(/\/+$/, '');
  return path.split('/').includes('..') ? undefined : path;
}
