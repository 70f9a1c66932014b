/** The package set that frameworks with a section for each system hand out: that of the input named nixpkgs. */
import { primitive } from '../../eval/builtins/define.js';
import type { Interpreter } from '../../eval/interpreter.js';
import type { Value } from '../../eval/value.js';
import { detailOf, InputSymbol, PackageSetSymbol, packageSetSymbol } from '../symbols.js';

/** A function from the inputs and the system to the package set. */
export const packagesOf = (interpreter: Interpreter): Value =>
  primitive('packagesOf', 2, (inputs, system) => {
    const nixpkgs = interpreter.select(inputs.force(), 'nixpkgs');
    const detail = nixpkgs === undefined ? undefined : detailOf(nixpkgs);
    const name = detail instanceof InputSymbol ? detail.input.name : undefined;
    return packageSetSymbol(
      new PackageSetSymbol({ role: 'perSystem', nixpkgs: name, system: interpreter.string(system.force()) }),
    );
  });
