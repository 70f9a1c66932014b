/** The shapes in which builtins take their arguments. */

import type { Expression } from '../../syntax/nodes.js';
import { enter, leave } from '../depth.js';
import type { Interpreter } from '../interpreter.js';
import { asList, asSet } from '../operators.js';
import { folderOf, joinPath } from '../paths.js';
import type { Thunk } from '../thunk.js';
import {
  because,
  type FloatValue,
  type IntegerValue,
  type ListItem,
  type ListValue,
  type SetValue,
  symbolText,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';
import type { Shape } from './define.js';
import { hasRoot, textOf } from './repository-text.js';

/** Not looked at. */
export const anything: Shape<Thunk> = (_nix, argument) => argument;

/** Any value that is known, symbols among them. */
export const evaluated: Shape<Exclude<Value, UnknownValue>> = (_nix, argument) => argument.force();

/** Any value that is known by more than its name. */
export const known: Shape<Exclude<Value, UnknownValue | { type: 'symbol' }>> = (nix, argument) => {
  const value = argument.force();
  return value.type === 'symbol' ? nix.notKnown(value, argument.node) : value;
};

/** What is not known as it is, so that what it may be can be tried; the reason why anything else is not fit. */
function unmet(nix: Interpreter, value: Value, argument: Thunk): UnknownValue {
  return value.type === 'unknown' ? value : nix.notKnown(value, argument.node);
}

export const boolean: Shape<boolean> = (nix, argument) => {
  const value = argument.force();
  return value.type === 'boolean' ? value.value : unmet(nix, value, argument);
};

export const integer: Shape<bigint> = (nix, argument) => {
  const value = argument.force();
  return value.type === 'integer' ? value.value : unmet(nix, value, argument);
};

export const number: Shape<IntegerValue | FloatValue> = (nix, argument) => {
  const value = argument.force();
  return value.type === 'integer' || value.type === 'float' ? value : unmet(nix, value, argument);
};

/** A string and nothing else. Give what is made of it back with `restored`. */
export const exactText: Shape<string> = (nix, argument) => {
  const value = argument.force();
  if (value.type !== 'string') return unmet(nix, value, argument);
  return textOf(nix, value) ?? unknownPart(nix, value.parts, argument);
};

/** A string or what Nix makes one of without being asked: paths, sets with `__toString` or `outPath`. */
export const text: Shape<string> = (nix, argument) => {
  const value = argument.force();
  if (value.type === 'unknown') return value;
  const coerced = nix.coerceToString(value);
  if (typeof coerced === 'string') return coerced;
  const known = textOf(nix, coerced);
  if (known !== undefined) return known;
  return coerced.type === 'string'
    ? unknownPart(nix, coerced.parts, argument)
    : nix.notKnown(coerced, argument.node);
};

/** A string known to the letter. */
export const literalText: Shape<string> = (nix, argument) => {
  const known = exactText(nix, argument);
  if (typeof known !== 'string' || !hasRoot(known)) return known;
  return unknownValue('where the repository lies is not known', argument.node);
};

function unknownPart(nix: Interpreter, parts: readonly (string | Value)[], argument: Thunk): UnknownValue {
  const part = parts.find((one) => typeof one !== 'string');
  if (part !== undefined && typeof part !== 'string') {
    if (part.type === 'unknown') return unknownValue(part.why, part.node);
    return nix.notKnown(part, argument.node);
  }
  return unknownValue('a part of a string is not known', argument.node);
}

/** A list, its unknown parts as gaps. */
export const list: Shape<ListValue> = (nix, argument) => {
  const value = argument.force();
  if (value.type === 'list') return value;
  if (value.type === 'symbol') return asList(nix.notKnown(value, argument.node));
  if (value.type === 'unknown') return value.alternatives.length > 0 ? value : asList(value);
  return nix.notKnown(value, argument.node);
};

/** The elements of a list of which all is known. */
export const elements: Shape<readonly ListItem[]> = (nix, argument) => {
  const value = list(nix, argument);
  if (value.type === 'unknown') return value;
  return whyInexact(value) ?? value.items;
};

/** Why it is not known how many elements a list has. */
export function whyInexact(value: ListValue): UnknownValue | undefined {
  const why = value.gaps[0] ?? value.items.find((item) => item.maybe !== undefined)?.maybe;
  return why && because(why);
}

/** A set, its unknown part as `rest`. */
export const set: Shape<SetValue> = (nix, argument) => {
  const value = argument.force();
  if (value.type === 'set') return value;
  if (value.type === 'symbol') return asSet(value);
  if (value.type === 'unknown') return value.alternatives.length > 0 ? value : asSet(value);
  return nix.notKnown(value, argument.node);
};

/** A set whose names are all known. */
export const exactSet: Shape<SetValue> = (nix, argument) => {
  const value = set(nix, argument);
  return value.type === 'unknown' ? value : (whyOpen(value) ?? value);
};

/** Why it is not known which names a set has. */
export function whyOpen(value: SetValue): UnknownValue | undefined {
  const [first] = value.rest;
  return first === undefined ? undefined : whyNamesUnknown(first);
}

/** Why the names of a part of a set are not known. */
export function whyNamesUnknown(rest: Value): UnknownValue {
  if (rest.type === 'unknown') return because(rest);
  if (rest.type === 'set' && rest.namesUnknown !== undefined) return rest.namesUnknown;
  return unknownValue(
    `the attributes of ${rest.type === 'symbol' ? symbolText(rest) : 'a set'} are not known`,
  );
}

/** A path inside the repository, however it is written: `./x`, `"${./.}/x"`, `self + "/x"`. */
export const repositoryPath: Shape<string> = (nix, argument) => {
  const value = argument.force();
  return pathOf(nix, value) ?? notInside(nix, value, argument);
};

/** The same, with what it is written as. */
export const placedPath: Shape<{ readonly path: string; readonly node: Expression | undefined }> = (
  nix,
  argument,
) => {
  const path = repositoryPath(nix, argument);
  return typeof path === 'string' ? { path, node: argument.node } : path;
};

function notInside(nix: Interpreter, value: Value, argument: Thunk): UnknownValue {
  if (value.type !== 'string') return unmet(nix, value, argument);
  if (value.text !== undefined) return unknownValue(`${value.text} is outside the repository`, argument.node);
  return unknownPart(nix, value.parts, argument);
}

export function pathOf(nix: Interpreter, value: Value): string | undefined {
  switch (value.type) {
    case 'path':
      return value.path;
    case 'string': {
      const [first, ...more] = value.parts;
      if (first === undefined || typeof first === 'string') return undefined;
      const root = pathOf(nix, first);
      const texts = more.filter((part) => typeof part === 'string');
      if (root === undefined || texts.length < more.length) return undefined;
      const written = texts.join('');
      if (written === '' || written.startsWith('/')) return joinPath(root, written);
      return joinPath(folderOf(root), root.slice(root.lastIndexOf('/') + 1) + written);
    }
    case 'set': {
      const outPath = value.get('outPath')?.force();
      if (outPath === undefined || !enter()) return undefined;
      try {
        return pathOf(nix, outPath);
      } finally {
        leave();
      }
    }
    case 'symbol': {
      const outPath = nix.world.select(value, 'outPath');
      return outPath === undefined || outPath.type === 'symbol' ? undefined : pathOf(nix, outPath);
    }
    default:
      return undefined;
  }
}
