/**
 * tree-sitter's tree as plain objects, the only place that knows the parser. The tree is copied out of
 * the WebAssembly memory in one walk without recursion, so that deep nesting cannot overflow the stack.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

/** A node of the grammar: its type (an operator or bracket is its own type), field and children. */
export interface RawNode {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly children: RawNode[];
}

export interface RawTree {
  readonly root: RawNode;
  readonly comments: readonly RawNode[];
  /** Where parsing failed first, with what was found or missed. */
  readonly error:
    | { readonly start: number; readonly end: number; readonly missing: string | undefined }
    | undefined;
  /** How many nodes lie within each other at the most. */
  readonly depth: number;
}

let parser: Parser | undefined;
let loading: Promise<void> | undefined;

/** Loads the parser and the grammar, once however often it is asked for; must have ended before the first parse. */
export function loadGrammar(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const require = createRequire(import.meta.url);
  const runtime = readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'));
  // emscripten's option of this name; without it the file would be looked up beside the bundle
  await Parser.init({ wasmBinary: runtime });
  const language = await Language.load(readFileSync(grammarPath()));
  const loaded = new Parser();
  loaded.setLanguage(language);
  parser = loaded;
}

/** From `src/syntax` and from `dist/src/syntax` alike: the folder `grammar` at the package's root. */
function grammarPath(): URL {
  const inDist = import.meta.url.includes('/dist/src/syntax/');
  return new URL(`${inDist ? '../../..' : '../..'}/grammar/tree-sitter-nix.wasm`, import.meta.url);
}

export function parseRaw(text: string): RawTree {
  if (parser === undefined) throw new Error('the grammar is not loaded');
  const tree = parser.parse(text);
  if (tree === null) throw new Error('the parser was cancelled');
  try {
    return copy(tree.walk(), tree.language, tree.rootNode.hasError);
  } finally {
    tree.delete();
  }
}

type Cursor = ReturnType<NonNullable<ReturnType<Parser['parse']>>['walk']>;

/** Every question to the cursor is a call into WebAssembly: an anonymous node has no children, and its type is its text. */
function copy(cursor: Cursor, language: Language, hasError: boolean): RawTree {
  const comments: RawNode[] = [];
  const named: (boolean | undefined)[] = [];
  let error: RawTree['error'];
  let depth = 0;
  let isLeaf = false;
  const read = (): RawNode => {
    const id = cursor.nodeTypeId;
    const type = language.types[id] ?? 'ERROR';
    named[id] ??= language.nodeTypeIsNamed(id) || hasError;
    isLeaf = !named[id];
    const start = cursor.startIndex;
    const end = isLeaf ? start + type.length : cursor.endIndex;
    return { type, field: cursor.currentFieldName, start, end, children: [] };
  };
  const root = read();
  const path: RawNode[] = [root];
  if (root.type === 'ERROR') error = { start: root.start, end: root.end, missing: undefined };
  let descending = true;
  for (;;) {
    if (descending && !isLeaf && cursor.gotoFirstChild()) {
      // fall through to reading the child
    } else if (cursor.gotoNextSibling()) {
      path.pop();
    } else {
      path.pop();
      if (path.length === 0 || !cursor.gotoParent()) break;
      descending = false;
      continue;
    }
    const node = read();
    descending = true;
    if (node.type === 'comment') comments.push(node);
    else path[path.length - 1]?.children.push(node);
    if (hasError && error === undefined) error = errorAt(cursor, node);
    path.push(node);
    depth = Math.max(depth, path.length);
  }
  cursor.delete();
  return { root, comments, error, depth };
}

function errorAt(cursor: Cursor, node: RawNode): RawTree['error'] {
  if (cursor.nodeIsMissing) return { start: node.start, end: node.end, missing: node.type };
  return node.type === 'ERROR' ? { start: node.start, end: node.end, missing: undefined } : undefined;
}
