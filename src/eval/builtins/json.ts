/** `toJSON` and `fromJSON`. */
import { type Interpreter, tooLarge } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import {
  booleanValue,
  integerValue,
  listValue,
  longestText,
  nullValue,
  setValue,
  stringFromParts,
  stringValue,
  type UnknownValue,
  unknownValue,
  type Value,
} from '../value.js';
import { entriesOf } from './attributes.js';
import { type Builtin, isUnknown, unary } from './define.js';
import { anything, literalText, whyInexact, whyOpen } from './shapes.js';

/** Values within values, more of which are not gone into. */
const deepestJson = 400;

export const jsonBuiltins: readonly Builtin[] = [
  unary('toJSON', anything, (nix, thunk) => {
    const text = jsonOf(nix, thunk.force(), 0);
    return isUnknown(text) ? text : stringFromParts([text]);
  }),
  unary('fromJSON', literalText, (_nix, text) => JsonReader.read(text)),
];

function jsonOf(nix: Interpreter, value: Value, depth: number): string | UnknownValue {
  if (depth > deepestJson) return unknownValue('is nested too deeply');
  if (!nix.spend()) return unknownValue(tooLarge);
  switch (value.type) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'integer':
      return String(value.value);
    case 'float':
      return floatJson(value.value);
    case 'string':
      return value.text === undefined
        ? unknownValue('a part of a string is not known')
        : JSON.stringify(value.text);
    case 'list': {
      const why = whyInexact(value);
      if (why !== undefined) return why;
      return joined(
        '[',
        value.items.map((item) => () => jsonOf(nix, item.thunk.force(), depth + 1)),
        ']',
      );
    }
    case 'set': {
      const coerced = nix.coerceToString(value);
      if (coerced !== value)
        return typeof coerced === 'string' ? JSON.stringify(coerced) : jsonOf(nix, coerced, depth + 1);
      const why = whyOpen(value);
      if (why !== undefined) return why;
      const pair = (name: string, thunk: Thunk): string | UnknownValue => {
        const inner = jsonOf(nix, thunk.force(), depth + 1);
        return isUnknown(inner) ? inner : `${JSON.stringify(name)}:${inner}`;
      };
      return joined(
        '{',
        entriesOf(value).map(
          ([name, thunk]) =>
            () =>
              pair(name, thunk),
        ),
        '}',
      );
    }
    default:
      return nix.notKnown(value);
  }
}

function joined(
  open: string,
  parts: readonly (() => string | UnknownValue)[],
  close: string,
): string | UnknownValue {
  const texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    const text = part();
    if (isUnknown(text)) return text;
    texts.push(text);
    length += text.length + 1;
    if (length > longestText) return unknownValue('a text is too long');
  }
  return open + texts.join(',') + close;
}

function floatJson(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** JSON with integers told from floats, which `JSON.parse` cannot. */
export class JsonReader {
  readonly #text: string;
  #at = 0;

  private constructor(text: string) {
    this.#text = text;
  }

  static read(text: string): Value {
    try {
      return new JsonReader(text).#whole();
    } catch {
      return unknownValue('a text is no JSON');
    }
  }

  #whole(): Value {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw new SyntaxError('more follows');
    return value;
  }

  #value(depth: number): Value {
    if (depth > deepestJson) return unknownValue('is nested too deeply');
    this.#space();
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (character === '"') return stringValue(this.#string());
    const word = this.#take(/[^\s,\]}]+/y);
    if (word === 'null') return nullValue;
    if (word === 'true' || word === 'false') return booleanValue(word === 'true');
    if (/^-?(?:0|[1-9]\d*)$/.test(word)) return integerOrFloat(word);
    return { type: 'float', value: parsedNumber(word) };
  }

  #object(depth: number): Value {
    const attributes = new Map<string, Thunk>();
    this.#at += 1;
    this.#space();
    if (this.#skip('}')) return setValue(attributes);
    do {
      this.#space();
      const name = this.#string();
      this.#space();
      this.#expect(':');
      attributes.set(name, Thunk.of(this.#value(depth + 1)));
      this.#space();
    } while (this.#skip(','));
    this.#expect('}');
    return setValue(attributes);
  }

  #array(depth: number): Value {
    const values: Thunk[] = [];
    this.#at += 1;
    this.#space();
    if (this.#skip(']')) return listValue(values);
    do {
      values.push(Thunk.of(this.#value(depth + 1)));
      this.#space();
    } while (this.#skip(','));
    this.#expect(']');
    return listValue(values);
  }

  #string(): string {
    const parsed: unknown = JSON.parse(this.#take(/"(?:[^"\\]|\\.)*"/y));
    if (typeof parsed !== 'string') throw new SyntaxError('no string');
    return parsed;
  }

  #space(): void {
    this.#take(/\s*/y);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new SyntaxError('something else is expected');
    this.#at += found.length;
    return found;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw new SyntaxError(`“${character}” is expected`);
  }
}

function integerOrFloat(word: string): Value {
  const value = BigInt(word);
  return BigInt.asIntN(64, value) === value ? integerValue(value) : { type: 'float', value: Number(word) };
}

function parsedNumber(word: string): number {
  const parsed: unknown = JSON.parse(word);
  if (typeof parsed !== 'number') throw new SyntaxError('no number');
  return parsed;
}
