/**
 * Flakes of the same repository that are inputs (`path:./core`): they are evaluated as well. Their inputs are ours where
 * they follow ours; another is named as Nix names it, `core/nixpkgs`.
 */
import { markForeign } from '../eval/foreign.js';
import type { Interpreter } from '../eval/interpreter.js';
import { joinPath } from '../eval/paths.js';
import { rootSymbol, type SetValue, type Value } from '../eval/value.js';
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { AttributeBinding } from '../syntax/nodes.js';
import { type FlakeInput, localFolder, readInputs } from './inputs.js';
import { evaluateOutputs } from './outputs.js';
import { InputSymbol } from './symbols.js';

/** Flakes within flakes within flakes; more are not gone into. */
const deepest = 4;

export class LocalFlakes {
  readonly #interpreter: Interpreter;
  readonly #folder: string;
  readonly #ours: (name: string) => Value | undefined;
  readonly #depth: number;
  readonly #known = new Map<FlakeInput, SetValue | undefined>();

  /**
   * @param folder of the flake whose inputs these are
   * @param ours its inputs, for those that follow them
   */
  constructor(
    interpreter: Interpreter,
    folder: string,
    ours: (name: string) => Value | undefined,
    depth = 0,
  ) {
    this.#interpreter = interpreter;
    this.#folder = folder;
    this.#ours = ours;
    this.#depth = depth;
  }

  /** The flake that an input is, where it lies in the repository and can be read. */
  of(input: FlakeInput): SetValue | undefined {
    if (!this.#known.has(input)) this.#known.set(input, this.#read(input));
    return this.#known.get(input);
  }

  #read(input: FlakeInput): SetValue | undefined {
    const relative = localFolder(input);
    const folder = relative === undefined ? undefined : joinPath(this.#folder, relative);
    if (folder === undefined || !input.isFlake || this.#depth >= deepest) return undefined;
    const answer = this.#interpreter.world.file(folder === '' ? 'flake.nix' : `${folder}/flake.nix`);
    if (answer.kind !== 'parsed') return undefined;
    const root = withoutParentheses(answer.source.root);
    if (root.kind !== 'attributeSet') return undefined;
    const binding = root.bindings.find(
      (one): one is AttributeBinding =>
        one.kind === 'binding' &&
        one.attrpath.length === 1 &&
        one.attrpath.map(attributeText)[0] === 'outputs',
    );
    if (binding === undefined) return undefined;
    // a flake of its own is never edited
    markForeign(answer.source);
    const inputs = readInputs(root);
    const byName = new Map(inputs.entries.map((entry) => [entry.name, entry]));
    const inner = new LocalFlakes(this.#interpreter, folder, (name) => inputOf(name), this.#depth + 1);
    const inputOf = (name: string): Value | undefined => {
      const followed = input.follows.get(name);
      const own = byName.get(name);
      if (followed !== undefined) return this.#ours(followed);
      if (own === undefined) return undefined;
      return (
        inner.of(own) ??
        rootSymbol(
          `inputs.${input.name}.inputs.${name}`,
          new InputSymbol({ ...own, name: `${input.name}/${name}` }),
        )
      );
    };
    return evaluateOutputs(this.#interpreter, inputs, binding, folder, inputOf).self;
  }
}
