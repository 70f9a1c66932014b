/**
 * Paths of the repository as texts. Nix evaluates a flake from its copy in the store, so that the text of a path
 * is known but for a hash: such texts can be cut, compared and searched, and what comes out is a path again.
 */
import type { Interpreter } from '../interpreter.js';
import {
  pathValue,
  type StringValue,
  stringFromParts,
  stringValue,
  unknownValue,
  type Value,
} from '../value.js';

/** Of the length of the real one, with characters that no hash has. */
const root = `/nix/store/${'~'.repeat(32)}-source`;
const brokenHash = '~'.repeat(8);

/** Whether a text has the place of the repository in it, and so is not known to the letter. */
export const hasRoot = (text: string): boolean => text.includes(root);

const textOfPath = (path: string): string => (path === '' ? root : `${root}/${path}`);

/** The text of a string of which nothing is unknown but where the repository lies. */
export function textOf(nix: Interpreter, value: Value): string | undefined {
  switch (value.type) {
    case 'string': {
      if (value.text !== undefined) return value.text;
      const texts = value.parts.map((part) => (typeof part === 'string' ? part : textOf(nix, part)));
      const known = texts.filter((text) => text !== undefined);
      return known.length === texts.length ? known.join('') : undefined;
    }
    case 'path':
      return textOfPath(value.path);
    case 'symbol': {
      const outPath = nix.world.select(value, 'outPath');
      return outPath?.type === 'path' || outPath?.type === 'string' ? textOf(nix, outPath) : undefined;
    }
    default:
      return undefined;
  }
}

/** The string that a text stands for. A place of the repository that was cut in two is not known. */
export function restored(text: string): StringValue {
  if (!text.includes(brokenHash)) return stringValue(text);
  const [first = '', ...more] = text.split(root).map(knownPart);
  return stringFromParts(
    [first, ...more.flatMap((part) => [pathValue(''), part])].filter((part) => part !== ''),
  );
}

const knownPart = (part: string): string | Value =>
  part.includes(brokenHash) ? unknownValue('where the repository lies is not known') : part;
