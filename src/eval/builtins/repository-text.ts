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

/** Stands for a character of the hash; no text of a configuration has it. */
const hashCharacter = '\u0001';

/** Of the length of the real one. */
const root = `/nix/store/${hashCharacter.repeat(32)}-source`;

/** Whether a text has the place of the repository in it, and so is not known to the letter. */
export const hasRoot = (text: string): boolean => text.includes(hashCharacter);

const textOfPath = (path: string): string => (path === '' ? root : `${root}/${path}`);

/** The text of a string of which nothing is unknown but where the repository lies. */
export function textOf(nix: Interpreter, value: Value): string | undefined {
  return joinedText(value, (part) => {
    const outPath = part.type === 'symbol' ? nix.world.select(part, 'outPath') : undefined;
    return outPath?.type === 'path' || outPath?.type === 'string' ? textOf(nix, outPath) : undefined;
  });
}

/** The same without asking what symbols stand for. */
export const placedText = (value: StringValue): string | undefined => joinedText(value, () => undefined);

function joinedText(value: Value, other: (part: Value) => string | undefined): string | undefined {
  if (value.type === 'path') return textOfPath(value.path);
  if (value.type !== 'string') return other(value);
  if (value.text !== undefined) return value.text;
  const texts = value.parts.map((part) => (typeof part === 'string' ? part : joinedText(part, other)));
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? known.join('') : undefined;
}

/** The string that a text stands for. A place of the repository that was cut in two is not known. */
export function restored(text: string): StringValue {
  if (!hasRoot(text)) return stringValue(text);
  const [first = '', ...more] = text.split(root).map(knownPart);
  return stringFromParts(
    [first, ...more.flatMap((part) => [pathValue(''), part])].filter((part) => part !== ''),
  );
}

const knownPart = (part: string): string | Value =>
  hasRoot(part) ? unknownValue('where the repository lies is not known') : part;
