/** flake-parts (hercules-ci/flake-parts, lib.nix): the outputs of `mkFlake` are the option `flake` of its modules. */
import type { Interpreter } from '../../eval/interpreter.js';
import { Thunk } from '../../eval/thunk.js';
import { listValue, rootSymbol, type SymbolValue, type Value } from '../../eval/value.js';
import { ModuleEvaluation } from '../modules/evaluation.js';
import { inputPath, librarySymbol } from '../symbols.js';

/** The outputs, when `symbol argument` is `mkFlake { inherit inputs; } module`. */
export function applyFlakeParts(interpreter: Interpreter, symbol: SymbolValue, module: Thunk): Value | undefined {
  const { origin } = symbol;
  if (origin.kind !== 'apply') return undefined;
  const callee = inputPath(origin.of);
  if (callee === undefined || callee.path.length !== 2 || callee.path[0] !== 'lib') return undefined;
  const [, name] = callee.path;
  const known = /flake-parts/.test(`${callee.input.url ?? ''} ${callee.input.name}`) || callee.input.name === 'parts';
  if (!known || (name !== 'mkFlake' && name !== 'evalFlakeModule')) return undefined;
  const evaluation = evaluateFlakeModule(interpreter, origin.argument.force(), module);
  const config = evaluation.config([]);
  if (name === 'evalFlakeModule') return { type: 'set', names: () => ['config'], get: (key) => (key === 'config' ? Thunk.of(config) : undefined), rest: [] };
  return evaluation.config(['flake']);
}

function evaluateFlakeModule(interpreter: Interpreter, given: Value, module: Thunk): ModuleEvaluation {
  const inputs = new Thunk(() => interpreter.selectOrUnknown(given, 'inputs'));
  const self = new Thunk(() => {
    const named = interpreter.select(given, 'self');
    return named ?? interpreter.selectOrUnknown(inputs.force(), 'self');
  });
  const specialArguments = new Map<string, Thunk>([
    ['inputs', inputs],
    ['self', self],
    ['lib', Thunk.of(librarySymbol())],
    ['flake-parts-lib', Thunk.of(rootSymbol('flake-parts-lib'))],
    ['withSystem', Thunk.of(rootSymbol('withSystem'))],
    ['getSystem', Thunk.of(rootSymbol('getSystem'))],
    ['moduleWithSystem', Thunk.of(rootSymbol('moduleWithSystem'))],
  ]);
  const special = interpreter.select(given, 'specialArgs');
  if (special?.type === 'set') {
    for (const name of special.names()) {
      const thunk = special.get(name);
      if (thunk !== undefined) specialArguments.set(name, thunk);
    }
  }
  return new ModuleEvaluation(interpreter, { modules: Thunk.of(listValue([module])), specialArguments, otherArguments: [] });
}
