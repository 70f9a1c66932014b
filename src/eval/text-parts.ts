/** Strings and paths with values in them. */
import type { Expression, StringPart } from '../syntax/nodes.js';
import { enter, leave, tooDeep } from './depth.js';
import type { Interpreter } from './interpreter.js';
import { folderOf, joinPath } from './paths.js';
import type { Scope } from './scope.js';
import { Thunk } from './thunk.js';
import { pathValue, unknownValue, type Value } from './value.js';

export function textOfPart(nix: Interpreter, part: StringPart, scope: Scope): string | Value {
  if (part.kind === 'text') return part.value;
  return coerceToText(nix, nix.evaluate(part.expression, scope));
}

/** What a value gives inside a string: text, or the value itself where its text is not known. */
export function coerceToText(nix: Interpreter, value: Value): string | Value {
  if (value.type === 'string') return value.text ?? value;
  if (['path', 'symbol', 'unknown'].includes(value.type)) return value;
  if (value.type !== 'set') return nix.notKnown(value);
  const asString = value.get('__toString');
  const outPath = value.get('outPath');
  if (asString === undefined && outPath === undefined) return value;
  if (!enter()) return unknownValue(tooDeep, value.node);
  try {
    if (asString !== undefined) return coerceToText(nix, nix.apply(asString.force(), Thunk.of(value)));
    return outPath === undefined ? value : coerceToText(nix, outPath.force());
  } finally {
    leave();
  }
}

/** A path literal: inside the repository, or known by its text alone. */
export function pathOfParts(
  nix: Interpreter,
  parts: readonly StringPart[],
  scope: Scope,
  node: Expression,
): Value {
  const texts: string[] = [];
  for (const part of parts) {
    const text = textOfPart(nix, part, scope);
    if (typeof text !== 'string') return unknownValue('a part of a path is not known', node, []);
    texts.push(text);
  }
  const text = texts.join('');
  if (text.startsWith('/'))
    return { ...unknownValue(`${text} is outside the repository`, node), absolutePath: text };
  if (text.startsWith('~')) return unknownValue(`${text} is outside the repository`, node);
  const path = joinPath(folderOf(node.source.file), text);
  return path === undefined ? unknownValue(`${text} is outside the repository`, node) : pathValue(path);
}
