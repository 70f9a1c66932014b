/** What a flake's `outputs` function gives, applied to its inputs and to itself (Nix: src/libflake/call-flake.nix). */
import type { Interpreter } from '../eval/interpreter.js';
import { update } from '../eval/operators.js';
import { Thunk } from '../eval/thunk.js';
import { pathValue, rootSymbol, type SetValue, setValue, stringValue, type Value } from '../eval/value.js';
import { withoutParentheses } from '../syntax/literals.js';
import type { AttributeBinding } from '../syntax/nodes.js';
import type { Inputs } from './inputs.js';
import { InputSymbol } from './symbols.js';

export interface EvaluatedFlake {
  /** What `outputs` returns. */
  readonly outputs: Thunk;
  /** The set of inputs, `self` included. */
  readonly inputSet: SetValue;
  /** The flake as others see it: its outputs, with `inputs`, `outPath` and the rest. */
  readonly self: SetValue;
}

/**
 * @param folder of flake.nix, relative to the repository's root
 * @param inputOf what an input is, where that is more than its name
 */
export function evaluateOutputs(
  interpreter: Interpreter,
  inputs: Inputs,
  binding: AttributeBinding,
  folder: string,
  inputOf: (name: string) => Value | undefined = () => undefined,
): EvaluatedFlake {
  const outputs: Thunk = new Thunk(() =>
    interpreter.apply(interpreter.evaluate(binding.value, interpreter.base), argument, binding.value),
  );
  const self = selfOf(outputs, folder, new Thunk(() => inputSet));
  const names = new Map<string, Thunk>([['self', Thunk.of(self)]]);
  for (const input of inputs.entries) {
    names.set(
      input.name,
      new Thunk(() => inputOf(input.name) ?? rootSymbol(`inputs.${input.name}`, new InputSymbol(input))),
    );
  }
  const inputSet = wholeSet(names);
  const argument = Thunk.of(update(inputSet, setValue(fromRegistry(names, binding))));
  return { outputs, inputSet, self };
}

/** A set that stays recognisable in every set that `//` makes of it: its attributes are not copied into another. */
const wholeSet = (attributes: ReadonlyMap<string, Thunk>): SetValue => ({
  ...setValue(attributes),
  attributes: undefined,
});

function selfOf(outputs: Thunk, folder: string, inputSet: Thunk): SetValue {
  const root = Thunk.of(pathValue(folder));
  const own = new Map<string, Thunk>([
    ['_type', Thunk.of(stringValue('flake'))],
    ['outPath', root],
    ['inputs', inputSet],
    ['outputs', outputs],
    ['sourceInfo', Thunk.of(setValue(new Map([['outPath', root]]), [rootSymbol('self.sourceInfo')]))],
  ]);
  const outputSet = (): SetValue | undefined => {
    const value = outputs.force();
    return value.type === 'set' ? value : undefined;
  };
  // outputs that are made of `self` as a whole (`self // { … }`) have nothing before they have something
  const looking = new Set<string | undefined>();
  const once = <T>(name: string | undefined, look: () => T, otherwise: T): T => {
    if (looking.has(name)) return otherwise;
    looking.add(name);
    try {
      return look();
    } finally {
      looking.delete(name);
    }
  };
  return {
    type: 'set',
    names: () => [...own.keys(), ...once(undefined, () => outputSet()?.names() ?? [], [])],
    get: (name) => own.get(name) ?? once(name, () => outputSet()?.get(name), undefined),
    rest: [rootSymbol('self')],
  };
}

/** Flakes that an `outputs` function names without declaring them come from the registry. */
function fromRegistry(declared: ReadonlyMap<string, Thunk>, binding: AttributeBinding): Map<string, Thunk> {
  const attributes = new Map<string, Thunk>();
  const lambda = withoutParentheses(binding.value);
  if (lambda.kind !== 'lambda' || lambda.formals === undefined) return attributes;
  for (const formal of lambda.formals.formals) {
    const { name } = formal.name;
    if (declared.has(name) || formal.default !== undefined) continue;
    const input = {
      name,
      url: undefined,
      urlNode: undefined,
      isFlake: true,
      follows: new Map<string, string>(),
      declarations: [],
    };
    attributes.set(name, Thunk.of(rootSymbol(`inputs.${name}`, new InputSymbol(input))));
  }
  return attributes;
}
