/** Strings and paths with values in them. */
import type { Expression, StringPart } from '../syntax/nodes.js';
import { enter, leave, tooDeep } from './depth.js';
import type { Interpreter } from './interpreter.js';
import { folderOf, joinPath } from './paths.js';
import { possiblePaths } from './possible-paths.js';
import type { Scope } from './scope.js';
import { Thunk } from './thunk.js';
import { pathValue, stringFromParts, type UnknownValue, unknownValue, type Value } from './value.js';

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

/** Why a path is not known of which a part is not. */
export const whyPathUnknown = 'a part of a path is not known';

/** A path that is not known but for the few that it may be. */
export const partUnknown = (node: Expression | undefined, alternatives: readonly Thunk[]): UnknownValue =>
  unknownValue(whyPathUnknown, node, alternatives);

/** A path literal: inside the repository, or known by its text alone. */
export function pathOfParts(
  nix: Interpreter,
  parts: readonly StringPart[],
  scope: Scope,
  node: Expression,
): Value {
  const { text, parts: known } = stringFromParts(parts.map((part) => textOfPart(nix, part, scope)));
  if (text === undefined) return partUnknown(node, possiblePaths(nix, folderOf(node.source.file), known));
  if (text.startsWith('/'))
    return { ...unknownValue(`${text} is outside the repository`, node), absolutePath: text };
  if (text.startsWith('~')) return unknownValue(`${text} is outside the repository`, node);
  const path = joinPath(folderOf(node.source.file), text);
  return path === undefined ? unknownValue(`${text} is outside the repository`, node) : pathValue(path);
}
