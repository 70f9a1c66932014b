/** The function of the outputs and what is around the hosts in it. */
import type { Choices } from '../../eval/generated/choices.js';
import { inner, letIn, set } from './text.js';

export interface Head {
  readonly text: string;
  /** The name of the inputs; `undefined` where only some of them have names. */
  readonly inputs: string | undefined;
  /** An input as an expression. */
  readonly of: (name: string) => string;
  /** `self` as an expression. */
  readonly self: string;
  /** Behind the head: `with inputs;`. */
  readonly opening: string;
}

/** @param names of the inputs; the first is the nixpkgs of the systems */
export function someHead(choices: Choices, names: readonly string[]): Head {
  const inputs = choices.of(['inputs', 'inputs', 'inputs', 'args', "inputs'"]);
  const [nixpkgs = 'nixpkgs'] = names;
  const some = ['self', nixpkgs];
  const formals = (of: readonly string[], open: boolean): string => {
    const all = [...of, ...(open ? ['...'] : [])];
    return choices.of([`{ ${all.join(', ')} }`, `{\n  ${all.join(',\n  ')}\n}`, `{ ${all.join('\n, ')}\n}`]);
  };
  const among = (of: readonly string[]) => (name: string) => (of.includes(name) ? name : `${inputs}.${name}`);
  const bound = { inputs, opening: '', self: 'self' };
  switch (choices.number(0, 6)) {
    case 0:
      return { ...bound, text: `${formals(some, true)}@${inputs}:`, of: among(some) };
    case 1:
      return { ...bound, text: `${inputs}@${formals(some, true)}:`, of: among(some) };
    case 2:
      return { ...bound, text: `${inputs}:`, of: among([]), self: `${inputs}.self` };
    case 3:
      return { ...bound, text: `${formals(['self', ...names], true)}:`, inputs: undefined, of: among(names) };
    case 4:
      return { ...bound, text: `${formals(['self', ...names], false)} @ ${inputs}:`, of: among(names) };
    case 5:
      return {
        ...bound,
        text: `${formals(['self', ...names], false)}:`,
        inputs: undefined,
        of: among(names),
      };
    default:
      return { ...bound, text: `${inputs}:`, opening: `with ${inputs};\n`, of: among(names) };
  }
}

export interface Body {
  readonly locals: readonly string[];
  /** Attributes of the outputs. */
  readonly attributes: readonly string[];
}

/** Everything behind the head. */
export function someBody(choices: Choices, head: Head, { locals, attributes }: Body): string {
  const whole = set(attributes);
  const more = '{ formatter.x86_64-linux = "llama-cpp"; }';
  switch (choices.number(0, 4)) {
    case 0:
    case 1:
      return head.opening + letIn(locals, whole);
    case 2:
      return head.opening + letIn(locals, `${whole}\n// ${more}`);
    case 3:
      return (
        head.opening +
        letIn(
          locals,
          `${head.of('flake-utils')}.lib.eachDefaultSystem (system: { legacy.llama-cpp = system; })\n// ${whole}`,
        )
      );
    default: {
      if (head.inputs === undefined) return head.opening + letIn(locals, whole);
      const argument = head.inputs === 'inputs' ? '{ inherit inputs; }' : `{ inputs = ${head.inputs}; }`;
      const parts = set(['systems = [ "x86_64-linux" ];', `flake = ${inner(whole)};`]);
      return head.opening + letIn(locals, `${head.of('flake-parts')}.lib.mkFlake ${argument} ${parts}`);
    }
  }
}
