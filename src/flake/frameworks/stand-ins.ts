/** The flakes of frameworks as they are evaluated: what `inputs.x` has instead of nothing but names. */
import { markForeign } from '../../eval/foreign.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { Thunk } from '../../eval/thunk.js';
import { type SetValue, type SymbolValue, setValue, type Value } from '../../eval/value.js';
import { parse } from '../../syntax/parser.js';
import type { FlakeInput } from '../inputs.js';
import { librarySymbol } from '../symbols.js';
import type { Framework } from './framework.js';
import { frameworkOf } from './index.js';

export class StandIns {
  readonly #interpreter: Interpreter;
  readonly #flakes = new Map<FlakeInput, SetValue>();
  readonly #imported = new Map<FlakeInput, Value>();

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** What the flake of an input has, as far as it is put down here. */
  of(input: FlakeInput): SetValue | undefined {
    const known = this.#flakes.get(input);
    if (known !== undefined) return known;
    const framework = frameworkOf(input);
    const made = framework === undefined ? undefined : this.#make(framework, framework.outputs, input);
    // unknown only where the evaluation is given up: too deep, too long
    if (made?.type !== 'set') return undefined;
    this.#flakes.set(input, made);
    return made;
  }

  /** `import inputs.x` */
  imported(input: FlakeInput): Value | undefined {
    const known = this.#imported.get(input);
    if (known !== undefined) return known;
    const framework = frameworkOf(input);
    if (framework?.imported === undefined) return undefined;
    const made = this.#make(framework, framework.imported, input);
    this.#imported.set(input, made);
    return made;
  }

  #make(framework: Framework, text: string, input: FlakeInput): Value {
    // the library is the one that the flake follows; where it follows none of ours, only its functions are known
    const nixpkgs = input.follows.get('nixpkgs-lib') ?? input.follows.get('nixpkgs');
    const given = new Map<string, Thunk>([['lib', Thunk.of(librarySymbol(nixpkgs))]]);
    for (const [name, value] of Object.entries(framework.primitives?.(this.#interpreter) ?? {}))
      given.set(name, Thunk.of(value));
    return this.#interpreter.apply(
      evaluateForeign(this.#interpreter, framework.name, text),
      Thunk.of(setValue(given)),
    );
  }

  /** `symbol.name` by the flake that stands in for an input; what it does not have stays a symbol. */
  select(symbol: SymbolValue, input: FlakeInput, name: string): Value | undefined {
    const found = this.of(input)?.get(name)?.force();
    return found === undefined
      ? undefined
      : opened(found, { type: 'symbol', origin: { kind: 'select', of: symbol, name } });
  }
}

/** The value of Nix that is put down in this program. */
export function evaluateForeign(interpreter: Interpreter, name: string, text: string): Value {
  const parsed = parse(`<${name}>`, text.trim());
  if (parsed.kind !== 'parsed') throw new Error(`${name}: ${parsed.message} (line ${parsed.place.line})`);
  markForeign(parsed.source);
  return interpreter.evaluate(parsed.source.root, interpreter.base);
}

/** A set of functions or modules may have more than is put down here. */
function opened(value: Value, symbol: SymbolValue): Value {
  if (value.type !== 'set' || value.get('__functor') !== undefined) return value;
  return { ...value, rest: [...value.rest, symbol] };
}
