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

export type RawTree =
  | {
      readonly kind: 'whole';
      readonly root: RawNode;
      readonly comments: readonly RawNode[];
      /** How many nodes lie within each other at the most. */
      readonly depth: number;
    }
  | ({ readonly kind: 'broken' } & ParseFailure);

/** Where parsing failed first, with what was found or missed. */
export interface ParseFailure {
  readonly start: number;
  readonly end: number;
  readonly missing: string | undefined;
}

interface Loaded {
  readonly parser: Parser;
  readonly types: readonly NodeType[];
}

/** What is known of the nodes of a type, by the grammar's number of the type. */
interface NodeType {
  readonly name: string;
  readonly isLeaf: boolean;
  readonly isSilent: boolean;
}

let loaded: Loaded | undefined;
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
  const parser = new Parser();
  parser.setLanguage(language);
  const types = language.types.map((name, id): NodeType => {
    const isNamed = language.nodeTypeIsNamed(id);
    return { name, isLeaf: !isNamed || leaves.has(name), isSilent: !isNamed && silent.has(name) };
  });
  loaded = { parser, types };
}

/** From `src/syntax` and from `dist/src/syntax` alike: the folder `grammar` at the package's root. */
function grammarPath(): URL {
  const inDist = import.meta.url.includes('/dist/src/syntax/');
  return new URL(`${inDist ? '../../..' : '../..'}/grammar/tree-sitter-nix.wasm`, import.meta.url);
}

export function parseRaw(text: string): RawTree {
  if (loaded === undefined) throw new Error('the grammar is not loaded');
  const tree = loaded.parser.parse(text);
  if (tree === null) throw new Error('the parser was cancelled');
  const cursor = tree.walk();
  try {
    return tree.rootNode.hasError
      ? { kind: 'broken', ...firstError(cursor) }
      : { kind: 'whole', ...copy(cursor, loaded.types) };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

type Cursor = ReturnType<NonNullable<ReturnType<Parser['parse']>>['walk']>;

/** Types whose nodes have nothing inside that is not in the text. */
const leaves = new Set([
  'comment',
  'dollar_escape',
  'ellipses',
  'escape_sequence',
  'float_expression',
  'identifier',
  'integer_expression',
  'path_fragment',
  'spath_expression',
  'string_fragment',
  'uri_expression',
  'variable_expression',
]);

/** Keywords and punctuation that say no more than the node that they are in. */
const silent = new Set([
  ..."; = . , : @ ? ( ) [ ] } ${ \" '' let with assert inherit rec if then else or".split(' '),
]);

/**
 * Every question to the cursor is a call into WebAssembly, and they are what parsing costs. Nothing is asked that is
 * known: a leaf has no children, and a silent token is passed over.
 */
function copy(cursor: Cursor, types: readonly NodeType[]): Omit<Extract<RawTree, { kind: 'whole' }>, 'kind'> {
  const comments: RawNode[] = [];
  let depth = 0;
  const typeHere = (): NodeType => {
    const type = types[cursor.nodeTypeId];
    if (type === undefined) throw new Error('the tree has a node of a type that the grammar does not have');
    return type;
  };
  const read = ({ name }: NodeType): RawNode => ({
    type: name,
    field: cursor.currentFieldName,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: [],
  });
  const root = read(typeHere());
  /** The node that the cursor is on is below the last of these. */
  const path: RawNode[] = [root];
  let isOnNode = cursor.gotoFirstChild();
  while (isOnNode || (path.length > 1 && cursor.gotoParent())) {
    if (!isOnNode) {
      path.pop();
      isOnNode = cursor.gotoNextSibling();
      continue;
    }
    const type = typeHere();
    if (!type.isSilent) {
      const node = read(type);
      if (type.name === 'comment') comments.push(node);
      else path[path.length - 1]?.children.push(node);
      depth = Math.max(depth, path.length + 1);
      if (!type.isLeaf && cursor.gotoFirstChild()) {
        path.push(node);
        continue;
      }
    }
    isOnNode = cursor.gotoNextSibling();
  }
  return { root, comments, depth };
}

/** The first node, in the order of the text, that is an error or was put in where something is missing. */
function firstError(cursor: Cursor): ParseFailure {
  for (;;) {
    const { startIndex: start, endIndex: end, nodeType: type } = cursor;
    if (cursor.nodeIsMissing) return { start, end, missing: type };
    if (type === 'ERROR') return { start, end, missing: undefined };
    if (cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { start: 0, end: 0, missing: undefined };
    }
  }
}
