/** Evaluates texts with the interpreter, in a repository that lies in memory. */
import { baseNames } from '../../src/eval/builtins/index.js';
import { Interpreter, type InterpreterOptions } from '../../src/eval/interpreter.js';
import { libraryFunction, libraryHas } from '../../src/eval/library/index.js';
import { Thunk } from '../../src/eval/thunk.js';
import { rootSymbol, type SymbolValue, symbolText, type Value } from '../../src/eval/value.js';
import type { FileAnswer, FolderEntry, World } from '../../src/eval/world.js';
import { parse } from '../../src/syntax/parser.js';
import { failed, type Outcome } from './official-nix.js';

export interface Setting extends InterpreterOptions {
  /** The files of the repository by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The name under which an expression sees something that is not known. */
export const unknownName = 'stranger';

/** Evaluates an expression that sees `lib` and, as `stranger`, a symbol of which nothing is known. */
export function evaluate(text: string, setting: Setting = {}): Value {
  return evaluation(text, setting).value;
}

export function evaluation(
  text: string,
  setting: Setting = {},
): { readonly value: Value; readonly nix: Interpreter } {
  const parsed = parse('expression.nix', text);
  if (parsed.kind === 'broken') throw new Error(`${parsed.message}: ${text}`);
  const nix: Interpreter = new Interpreter(
    worldOf(setting.files ?? {}, () => nix),
    setting,
  );
  nix.setBase(
    new Map([
      ...baseNames(nix),
      ['lib', Thunk.of(rootSymbol('lib'))],
      [unknownName, Thunk.of(rootSymbol(unknownName))],
    ]),
  );
  return { value: nix.evaluate(parsed.source.root, nix.base), nix };
}

/** The result of an expression, as JSON; what is not known counts as an error. */
export function outcomeOf(text: string): Outcome {
  const json = evaluate(`builtins.toJSON (\n${text}\n)`);
  return json.type === 'string' && json.text !== undefined ? JSON.parse(json.text) : failed;
}

function worldOf(files: Readonly<Record<string, string>>, interpreter: () => Interpreter): World {
  const paths = Object.keys(files);
  const isFolder = (path: string): boolean => path === '' || paths.some((one) => one.startsWith(`${path}/`));
  const kindOf = (path: string): FolderEntry['kind'] | undefined =>
    files[path] !== undefined ? 'file' : isFolder(path) ? 'folder' : undefined;
  return {
    file: (path): FileAnswer => {
      const text = files[path] ?? files[path === '' ? 'default.nix' : `${path}/default.nix`];
      if (text === undefined) return { kind: 'unreadable', why: `there is no ${path}` };
      const parsed = parse(path, text);
      return parsed.kind === 'parsed' ? parsed : { kind: 'unreadable', why: parsed.message };
    },
    folder: (path): readonly FolderEntry[] | undefined => {
      if (!isFolder(path)) return undefined;
      const below = paths.filter((one) => path === '' || one.startsWith(`${path}/`));
      const names = new Set(
        below.map((one) => one.slice(path === '' ? 0 : path.length + 1).split('/')[0] ?? ''),
      );
      return [...names].map((name) => ({
        name,
        kind: kindOf(path === '' ? name : `${path}/${name}`) ?? 'file',
      }));
    },
    entryKind: kindOf,
    exists: (path) => kindOf(path) !== undefined,
    text: (path) => files[path],
    select: (symbol, name) => {
      const path = libraryPath(symbol);
      return path === undefined || name === undefined
        ? undefined
        : libraryFunction(interpreter(), [...path, name]);
    },
    apply: () => undefined,
    typeOf: (symbol) => {
      const path = libraryPath(symbol);
      return path?.length === 0 ? 'set' : path?.[0] === 'nixosSystem' ? 'lambda' : undefined;
    },
    has: (symbol, name) => (libraryPath(symbol)?.length === 0 ? libraryHas(name) : undefined),
  };
}

/** Where in `lib` a symbol is. */
function libraryPath({ origin }: SymbolValue): readonly string[] | undefined {
  if (origin.kind === 'root') return origin.name === 'lib' ? [] : undefined;
  if (origin.kind === 'apply' || origin.name === undefined) return undefined;
  const outer = libraryPath(origin.of);
  return outer === undefined ? undefined : [...outer, origin.name];
}

/**
 * A value as text, for tests: Nix's own notation where all is known. Elements that may be there have a `?`, elements
 * that stand where they were written a `'`, gaps are `…`, symbols `<name>`, unknowns `unknown`, with alternatives
 * `(a | b)`.
 */
export function shown(value: Value): string {
  switch (value.type) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'integer':
    case 'float':
      return String(value.value);
    case 'string':
      return value.text === undefined
        ? value.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : shown(part))).join('+')
        : JSON.stringify(value.text);
    case 'path':
      return value.path === '' ? './.' : `./${value.path}`;
    case 'list': {
      const items = value.items.map(
        (item) => `${shown(item.thunk.force())}${item.literal ? "'" : ''}${item.maybe ? '?' : ''}`,
      );
      return `[${[...items, ...value.gaps.map(() => '…')].join(' ')}]`;
    }
    case 'set': {
      const attributes = value
        .names()
        .map((name) => `${name}=${shown(value.get(name)?.force() ?? { type: 'null' })}`);
      return `{${[...attributes, ...value.rest.map((rest) => `…${rest.type === 'set' ? '' : shown(rest)}`)].join(' ')}}`;
    }
    case 'symbol':
      return `<${symbolText(value)}>`;
    case 'unknown':
      return value.alternatives.length === 0
        ? 'unknown'
        : `(${value.alternatives.map((alternative) => shown(alternative.force())).join(' | ')})`;
    default:
      return 'function';
  }
}
