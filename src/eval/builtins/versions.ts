/** Versions as Nix compares them (Nix manual, `builtins.compareVersions`). */
import { Thunk } from '../thunk.js';
import { integerValue, listValue, setValue, stringValue } from '../value.js';
import { type Builtin, binary, unary } from './define.js';
import { literalText } from './shapes.js';

/** Runs of digits and runs of anything else but digits, dots and dashes. */
export const versionComponents = (version: string): string[] => version.match(/\d+|[^\d.-]+/g) ?? [];

export function compareVersions(left: string, right: string): number {
  const a = versionComponents(left);
  const b = versionComponents(right);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [first, second] = [a[index] ?? '', b[index] ?? ''];
    if (isBefore(first, second)) return -1;
    if (isBefore(second, first)) return 1;
  }
  return 0;
}

function isBefore(left: string, right: string): boolean {
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (leftIsNumber && rightIsNumber) return BigInt(left) < BigInt(right);
  if (left === '' && rightIsNumber) return true;
  if (left === 'pre' && right !== 'pre') return true;
  if (right === 'pre') return false;
  if (rightIsNumber) return true;
  if (leftIsNumber) return false;
  return left < right;
}

/** The name up to the first dash that no letter follows, and the version behind it. */
export function parseDerivationName(text: string): { readonly name: string; readonly version: string } {
  const dash = text.search(/-[^A-Za-z]/);
  return dash === -1
    ? { name: text, version: '' }
    : { name: text.slice(0, dash), version: text.slice(dash + 1) };
}

export const versionBuiltins: readonly Builtin[] = [
  binary('compareVersions', literalText, literalText, (_nix, left, right) =>
    integerValue(compareVersions(left, right)),
  ),
  unary('splitVersion', literalText, (_nix, version) =>
    listValue(versionComponents(version).map((component) => Thunk.of(stringValue(component)))),
  ),
  unary('parseDrvName', literalText, (_nix, text) => {
    const { name, version } = parseDerivationName(text);
    return setValue(
      new Map([
        ['name', Thunk.of(stringValue(name))],
        ['version', Thunk.of(stringValue(version))],
      ]),
    );
  }),
];
