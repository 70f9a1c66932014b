/** What the evaluator asks about everything that is not Nix itself. */
import type { Expression } from '../syntax/nodes.js';
import type { Source } from '../syntax/source.js';
import type { Thunk } from './thunk.js';
import type { SymbolValue, Value } from './value.js';

export type FileAnswer =
  | { readonly kind: 'parsed'; readonly source: Source }
  /** Why the file has no expression: missing, outside, a syntax error … */
  | { readonly kind: 'unreadable'; readonly why: string };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
}

export interface World {
  /** A file by its path relative to the repository's root; a folder is read by its `default.nix`. */
  readonly file: (path: string) => FileAnswer;
  /** The entries of a folder; `undefined` where there is none. */
  readonly folder: (path: string) => readonly FolderEntry[] | undefined;
  /** What a path is, as the folder around it says; `undefined` where there is nothing. */
  readonly entryKind: (path: string) => FolderEntry['kind'] | undefined;
  readonly exists: (path: string) => boolean;
  /** The text of a file that is not Nix cannot be read: `undefined`. */
  readonly text: (path: string) => string | undefined;
  /** The value of `symbol.name` where it is more than a longer symbol; an unknown name is `undefined`. */
  readonly select: (symbol: SymbolValue, name: string | undefined) => Value | undefined;
  /** The result of applying a symbol where it is more than a symbolic call. */
  readonly apply: (symbol: SymbolValue, argument: Thunk, node: Expression | undefined) => Value | undefined;
  /** What a symbol stands for certain: a set that has attributes (a flake, a package set, a machine), or a function. */
  readonly typeOf: (symbol: SymbolValue) => 'set' | 'lambda' | undefined;
  /** Whether a symbol has a name; `undefined` when that is not known. */
  readonly has: (symbol: SymbolValue, name: string) => boolean | undefined;
}
