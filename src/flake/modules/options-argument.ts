/** The module argument `options`: the declarations, each with what its option is set to (nixpkgs lib/modules.nix). */
import { update } from '../../eval/operators.js';
import { Thunk } from '../../eval/thunk.js';
import {
  booleanValue,
  listValue,
  type SetValue,
  type SymbolValue,
  setValue,
  stringValue,
  type Value,
} from '../../eval/value.js';
import type { Declarations } from './declarations.js';
import type { Definition } from './definitions.js';

export interface OptionSource {
  readonly declared: () => Declarations;
  readonly definitions: (path: readonly string[]) => readonly Definition[];
  readonly value: (path: readonly string[]) => Value;
}

/** @param symbol what stands for the options that are declared elsewhere */
export function optionsArgument(
  source: OptionSource,
  symbol: SymbolValue,
  path: readonly string[] = [],
): SetValue {
  return {
    type: 'set',
    names: () => [...new Set(source.declared().namesBelow(path))],
    get: (name) => {
      const inner = [...path, name];
      return source.declared().at(inner).length === 0
        ? undefined
        : new Thunk(() => declaration(source, symbol, inner));
    },
    rest: [
      path.reduce<SymbolValue>(
        (of, name) => ({ type: 'symbol', origin: { kind: 'select', of, name } }),
        symbol,
      ),
    ],
  };
}

function declaration(source: OptionSource, symbol: SymbolValue, path: readonly string[]): Value {
  const [option] = source.declared().options(path);
  if (option === undefined) return optionsArgument(source, symbol, path);
  const definitions = new Thunk(() => listValue(source.definitions(path).map(({ thunk }) => thunk)));
  return update(
    option,
    setValue(
      new Map<string, Thunk>([
        ['value', new Thunk(() => source.value(path))],
        [
          'isDefined',
          new Thunk(() =>
            booleanValue(source.definitions(path).length > 0 || option.get('default') !== undefined),
          ),
        ],
        ['definitions', definitions],
        ['loc', Thunk.of(listValue(path.map((name) => Thunk.of(stringValue(name)))))],
      ]),
    ),
  );
}
