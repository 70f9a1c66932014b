/** nixpkgs' `lib.strings`: texts made safe for shells, expressions, URLs and XML. */
import { entriesOf } from '../builtins/attributes.js';
import { type Builtin, binary, isUnknown, read, unary } from '../builtins/define.js';
import { mapElements } from '../builtins/elements.js';
import { restored } from '../builtins/repository-text.js';
import {
  elements,
  evaluated,
  exactSet,
  exactText,
  known,
  list,
  literalText,
  text,
} from '../builtins/shapes.js';
import { joinStrings } from '../builtins/strings.js';
import { stringOf } from '../builtins/to-string.js';
import type { Interpreter } from '../interpreter.js';
import { Thunk } from '../thunk.js';
import { booleanValue, listValue, stringFromParts, stringValue, unknownValue, type Value } from '../value.js';

export const escapingFunctions: readonly Builtin[] = [
  unary('escapeShellArg', evaluated, (nix, value) => shellArgument(nix, value)),
  unary('escapeShellArgs', list, (nix, values) =>
    joinStrings(
      nix,
      ' ',
      mapElements(values, (value) => new Thunk(() => shellArgument(nix, value.force()))),
    ),
  ),
  binary('toShellVar', literalText, known, (nix, name, value) => shellVariable(nix, name, value)),
  unary('toShellVars', exactSet, (nix, variables) => {
    const lines = entriesOf(variables).map(
      ([name, thunk]) => new Thunk(() => read(nix, known, thunk, (value) => shellVariable(nix, name, value))),
    );
    return joinStrings(nix, '\n', listValue(lines));
  }),
  binary('escape', elements, text, (nix, characters, value) => {
    const texts = characters.map((item) => nix.string(item.thunk.force()));
    const wanted = new Set(texts);
    if (wanted.has(undefined)) return unknownValue('the characters to be escaped are not known');
    return restored(
      [...value].map((character) => (wanted.has(character) ? `\\${character}` : character)).join(''),
    );
  }),
  unary('escapeRegex', text, (_nix, value) => restored(value.replace(/[\\[{()^$?*+|.]/g, '\\$&'))),
  unary('escapeNixString', literalText, (_nix, value) => stringValue(nixString(value))),
  unary('escapeNixIdentifier', literalText, (_nix, value) => stringValue(nixIdentifier(value))),
  unary('escapeXML', text, (_nix, value) =>
    restored(value.replace(/["'<>&]/g, (one) => xmlEntities[one] ?? one)),
  ),
  unary('escapeURL', literalText, (_nix, value) => stringValue(percentEncoded(value))),
  unary('isValidPosixName', exactText, (_nix, value) => booleanValue(/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value))),
];

const xmlEntities: Readonly<Record<string, string>> = {
  '"': '&quot;',
  "'": '&apos;',
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
};

const keywords: readonly string[] = [
  'assert',
  'else',
  'if',
  'in',
  'inherit',
  'let',
  'or',
  'rec',
  'then',
  'with',
];

/** Quoted only where it must be, as `lib.escapeShellArg` does. */
function quoted(value: string): string {
  return /^[A-Za-z0-9,._+:@%/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

function shellArgument(nix: Interpreter, value: Value): Value {
  const string = new Thunk(() => stringOf(nix, value));
  const written = text(nix, string);
  if (!isUnknown(written)) return restored(quoted(written));
  const whole = string.force();
  // whether it is quoted is not known either
  return whole.type === 'string'
    ? stringFromParts([unknownValue(written.why, written.node), whole])
    : written;
}

function shellVariable(nix: Interpreter, name: string, value: Value): Value {
  if (value.type === 'set' && value.get('outPath') === undefined && value.get('__toString') === undefined) {
    const pairs = entriesOf(value).map(
      ([key, thunk]) =>
        new Thunk(() => stringFromParts([`[${quoted(key)}]=`, shellArgument(nix, thunk.force())])),
    );
    const joined = joinStrings(nix, ' ', listValue(pairs));
    return joined.type === 'string' ? stringFromParts([`declare -A ${name}=(`, joined, ')']) : joined;
  }
  if (value.type === 'list') {
    const escaped = mapElements(value, (thunk) => new Thunk(() => shellArgument(nix, thunk.force())));
    const joined = joinStrings(nix, ' ', escaped);
    return joined.type === 'string' ? stringFromParts([`declare -a ${name}=(`, joined, ')']) : joined;
  }
  return stringFromParts([`${name}=`, shellArgument(nix, value)]);
}

const nixString = (value: string): string => JSON.stringify(value).replaceAll('$', '\\$');

function nixIdentifier(value: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(value) && !keywords.includes(value) ? value : nixString(value);
}

/** As `lib.escapeURL`, which leaves alone what is not ASCII. */
function percentEncoded(value: string): string {
  const encoded = [...value].map((character) => {
    const code = character.charCodeAt(0);
    if (code > 127 || /[A-Za-z0-9._~-]/.test(character)) return character;
    return `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return encoded.join('');
}
