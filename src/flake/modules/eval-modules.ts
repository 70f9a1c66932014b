/** nixpkgs' `lib.evalModules` (lib/modules.nix): what it is given and what it gives. */
import { primitive } from '../../eval/builtins/define.js';
import type { Interpreter } from '../../eval/interpreter.js';
import { asList, concatenate, update } from '../../eval/operators.js';
import { Thunk } from '../../eval/thunk.js';
import { rootSymbol, setValue, type Value } from '../../eval/value.js';
import { ModuleEvaluation } from './evaluation.js';

export interface EvaluatedModules {
  readonly evaluation: ModuleEvaluation;
  /** `{ config = …; extendModules = …; }` */
  readonly value: Value;
  /** The class of the modules, e.g. `flake`. */
  readonly kind: string | undefined;
}

/** @param library what modules get as `lib` */
export function evalModules(interpreter: Interpreter, given: Value, library: Thunk): EvaluatedModules {
  const special = interpreter.select(given, 'specialArgs');
  const prefix = interpreter.select(given, 'prefix');
  const names =
    prefix === undefined
      ? []
      : asList(prefix).items.flatMap(({ thunk }) => interpreter.string(thunk.force()) ?? []);
  const { specialArguments, otherArguments } = argumentsOf(special, new Map([['lib', library]]));
  const evaluation = new ModuleEvaluation(interpreter, {
    modules: new Thunk(() => interpreter.selectOrUnknown(given, 'modules')),
    specialArguments,
    otherArguments,
    prefix: names,
    doubtsDefaults: true,
  });
  const value = setValue(
    new Map<string, Thunk>([
      ['config', new Thunk(() => evaluation.config([]))],
      [
        'extendModules',
        Thunk.of(
          primitive(
            'extendModules',
            1,
            (more) => evalModules(interpreter, extended(interpreter, given, more.force()), library).value,
          ),
        ),
      ],
    ]),
    [rootSymbol('(evalModules …)')],
  );
  const kind = interpreter.select(given, 'class');
  return { evaluation, value, kind: kind === undefined ? undefined : interpreter.string(kind) };
}

/** The argument of `evalModules` or `nixosSystem` with more `modules` and `specialArgs`, as `extendModules` adds them. */
export function extended(interpreter: Interpreter, given: Value, more: Value): Value {
  const modules = new Thunk(() => {
    const before = interpreter.selectOrUnknown(given, 'modules');
    const added = interpreter.select(more, 'modules');
    return added === undefined ? before : concatenate(before, added);
  });
  const special = new Thunk(() => {
    const before = interpreter.select(given, 'specialArgs') ?? setValue(new Map());
    const added = interpreter.select(more, 'specialArgs');
    return added === undefined ? before : update(before, added);
  });
  return update(
    given,
    setValue(
      new Map([
        ['modules', modules],
        ['specialArgs', special],
      ]),
    ),
  );
}

/** Arguments for module functions out of a `specialArgs` value, added to those that there always are. */
export function argumentsOf(
  special: Value | undefined,
  standard: ReadonlyMap<string, Thunk>,
): { readonly specialArguments: ReadonlyMap<string, Thunk>; readonly otherArguments: readonly Value[] } {
  const specialArguments = new Map(standard);
  if (special === undefined) return { specialArguments, otherArguments: [] };
  if (special.type !== 'set') return { specialArguments, otherArguments: [special] };
  for (const name of special.names()) {
    const thunk = special.get(name);
    if (thunk !== undefined) specialArguments.set(name, thunk);
  }
  return { specialArguments, otherArguments: special.rest };
}
