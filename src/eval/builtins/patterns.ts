/** `match` and `split`: POSIX extended regular expressions. */
import { Thunk } from '../thunk.js';
import { listValue, nullValue, unknownValue, type Value } from '../value.js';
import { type Builtin, binary } from './define.js';
import { translatePattern } from './posix-pattern.js';
import { restored } from './repository-text.js';
import { exactText } from './shapes.js';

const notTranslated = (pattern: string): Value =>
  unknownValue(`the regular expression “${pattern}” is not understood`);

export const patternBuiltins: readonly Builtin[] = [
  binary('match', exactText, exactText, (_nix, pattern, text) => {
    const expression = translatePattern(pattern, true, text.length);
    if (expression === undefined) return notTranslated(pattern);
    const found = expression.exec(text);
    return found === null ? nullValue : groupsOf(found);
  }),
  binary('split', exactText, exactText, (_nix, pattern, text) => {
    const expression = translatePattern(pattern, false, text.length);
    if (expression === undefined) return notTranslated(pattern);
    const parts: Thunk[] = [];
    let end = 0;
    for (const found of text.matchAll(expression)) {
      parts.push(Thunk.of(restored(text.slice(end, found.index))), Thunk.of(groupsOf(found)));
      end = found.index + found[0].length;
    }
    parts.push(Thunk.of(restored(text.slice(end))));
    return listValue(parts);
  }),
];

/** What the parentheses matched, `null` for those that took no part. */
function groupsOf(found: RegExpExecArray): Value {
  const groups: readonly (string | undefined)[] = found.slice(1);
  return listValue(groups.map((group) => Thunk.of(group === undefined ? nullValue : restored(group))));
}
