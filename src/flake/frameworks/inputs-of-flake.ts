/** The inputs of another flake of the repository, as frameworks take them from its folder. */
import { primitive } from '../../eval/builtins/define.js';
import { pathOf } from '../../eval/builtins/shapes.js';
import { markForeign } from '../../eval/foreign.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { Thunk } from '../../eval/thunk.js';
import { rootSymbol, setValue, unknownValue, type Value } from '../../eval/value.js';
import { withoutParentheses } from '../../syntax/literals.js';
import { readInputs } from '../inputs.js';
import { InputSymbol } from '../symbols.js';

/**
 * A function from the folder of a flake to its inputs. They are named with the folder, as none of them can be followed
 * by an input of ours.
 */
export const inputsOfFlake = (interpreter: Interpreter): Value =>
  primitive('inputsOfFlake', 1, (folder) => inputsIn(interpreter, folder.force()));

function inputsIn(interpreter: Interpreter, given: Value): Value {
  const folder = pathOf(interpreter, given);
  if (folder === undefined) return interpreter.notKnown(given);
  const path = folder === '' ? 'flake.nix' : `${folder}/flake.nix`;
  const answer = interpreter.world.file(path);
  if (answer.kind !== 'parsed') return unknownValue(answer.why);
  const root = withoutParentheses(answer.source.root);
  if (root.kind !== 'attributeSet') return unknownValue(`${path} is not written as an attribute set`);
  // a flake of its own is never edited
  markForeign(answer.source);
  const inputs = readInputs(root).entries.map((input): [string, Thunk] => {
    // what it follows is an input of that flake
    const whole = input.follows.get('');
    const follows = new Map(whole === undefined ? [] : [['', whole]]);
    const symbol = new InputSymbol({ ...input, follows, name: `${folder}/${input.name}` });
    return [input.name, Thunk.of(rootSymbol(`inputs.${input.name}`, symbol))];
  });
  return setValue(new Map(inputs));
}
