/** A flake: its file, its inputs and, evaluated as far as possible, its outputs. */
import { baseNames } from '../eval/builtins/index.js';
import { Interpreter, type InterpreterOptions } from '../eval/interpreter.js';
import { Thunk } from '../eval/thunk.js';
import { pathValue, rootSymbol, setValue, type Value } from '../eval/value.js';
import { ProblemError } from '../problem.js';
import type { AttributeBinding, AttributeSet } from '../syntax/nodes.js';
import type { Source } from '../syntax/source.js';
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import { contentProblem } from '../workspace/content.js';
import type { Workspace } from '../workspace/workspace.js';
import { RepositoryFiles } from './files.js';
import { type Inputs, readInputs } from './inputs.js';
import { brokenFlake, noFlake, noOutputs, notASet, unreadableInputs } from './problems.js';
import { InputSymbol } from './symbols.js';
import { FlakeWorld } from './world.js';

export interface Flake {
  readonly workspace: Workspace;
  readonly files: RepositoryFiles;
  /** flake.nix, relative to the repository's root. */
  readonly path: string;
  readonly source: Source;
  readonly root: AttributeSet;
  readonly inputs: Inputs;
  readonly outputsBinding: AttributeBinding;
  readonly interpreter: Interpreter;
  readonly world: FlakeWorld;
  /** What `outputs` returns. */
  readonly outputs: Thunk;
  /** The set of inputs that modules get as `inputs`, `self` included. */
  readonly inputSet: Value;
}

/**
 * Reads a flake.
 * @throws ProblemError FLAKE301 to FLAKE305 where it is no flake that can be read
 */
export function loadFlake(workspace: Workspace, options: InterpreterOptions = {}): Flake {
  const folder = workspace.flakeFolder;
  const path = folder === '' ? 'flake.nix' : `${folder}/flake.nix`;
  const files = new RepositoryFiles(workspace);
  const source = readSource(workspace, files, path);
  const root = withoutParentheses(source.root);
  if (root.kind !== 'attributeSet') {
    throw new ProblemError({ kind: notASet, message: `${path} is not written as an attribute set.`, place: source.place(root.start) });
  }
  const inputs = readInputs(root);
  if (inputs.unreadable !== undefined) {
    throw new ProblemError({
      kind: unreadableInputs,
      message: 'The inputs are not all written out, so that Nix cannot read them and neither can this tool.',
      place: source.place(inputs.unreadable.start),
    });
  }
  const outputsBinding = root.bindings.find(
    (binding): binding is AttributeBinding =>
      binding.kind === 'binding' && binding.attrpath.length === 1 && binding.attrpath.map(attributeText)[0] === 'outputs',
  );
  if (outputsBinding === undefined) {
    throw new ProblemError({ kind: noOutputs, message: `${path} has no outputs.`, place: source.place(root.start) });
  }
  const world = new FlakeWorld(files);
  const interpreter = new Interpreter(world, options);
  world.attach(interpreter);
  interpreter.setBase(baseNames(interpreter));
  const { outputs, inputSet } = evaluateOutputs(interpreter, inputs, outputsBinding, folder);
  return { workspace, files, path, source, root, inputs, outputsBinding, interpreter, world, outputs, inputSet };
}

function readSource(workspace: Workspace, files: RepositoryFiles, path: string): Source {
  const content = workspace.read(path);
  if (content.kind === 'missing') {
    throw new ProblemError({ kind: noFlake, message: `There is no ${path} in ${workspace.root}.`, hint: elsewhere(workspace) });
  }
  const problem = contentProblem(path, content);
  if (problem !== undefined) throw new ProblemError(problem);
  const parsed = files.parsed(path);
  if (parsed === undefined) throw new ProblemError({ kind: noFlake, message: `There is no ${path} in ${workspace.root}.` });
  if (parsed.kind === 'broken') {
    throw new ProblemError({ kind: brokenFlake, message: `${path}: ${parsed.message}.`, place: parsed.place });
  }
  return parsed.source;
}

/** A flake in a subfolder, offered when it is the only one. */
function elsewhere(workspace: Workspace): string | undefined {
  const others = workspace.nixFiles().filter((file) => file === 'flake.nix' || file.endsWith('/flake.nix'));
  if (others.length === 0) return undefined;
  const folders = others.map((file) => file.slice(0, -'flake.nix'.length) || '.');
  return folders.length === 1
    ? `There is one in ${folders[0]}: give that folder.`
    : `There are flakes in ${folders.slice(0, 8).join(', ')}: give the folder of the one that you mean.`;
}

function evaluateOutputs(
  interpreter: Interpreter,
  inputs: Inputs,
  binding: AttributeBinding,
  folder: string,
): { outputs: Thunk; inputSet: Value } {
  const outputs: Thunk = new Thunk(() => interpreter.apply(interpreter.evaluate(binding.value, interpreter.base), argument, binding.value));
  const ofSelf = new Map<string, Thunk>([
    ['outPath', Thunk.of(pathValue(folder))],
    ['outputs', outputs],
    ['sourceInfo', Thunk.of(rootSymbol('self.sourceInfo'))],
  ]);
  const self: Value = {
    type: 'set',
    names: () => [...ofSelf.keys(), ...namesOf(outputs.force())],
    get: (name) => ofSelf.get(name) ?? selected(name),
    rest: [rootSymbol('self')],
  };
  const selected = (name: string): Thunk | undefined => {
    const value = outputs.force();
    return value.type === 'set' ? value.get(name) : undefined;
  };
  const names = new Map<string, Thunk>([['self', Thunk.of(self)]]);
  for (const input of inputs.entries) names.set(input.name, Thunk.of(rootSymbol(`inputs.${input.name}`, new InputSymbol(input))));
  // flakes that an `outputs` function names without declaring them come from the registry
  const inputSet = setValue(names);
  const argument = Thunk.of(withRegistry(inputSet, binding));
  ofSelf.set('inputs', Thunk.of(inputSet));
  return { outputs, inputSet };
}

function namesOf(value: Value): readonly string[] {
  return value.type === 'set' ? value.names() : [];
}

function withRegistry(inputSet: Value, binding: AttributeBinding): Value {
  const lambda = withoutParentheses(binding.value);
  if (lambda.kind !== 'lambda' || lambda.formals === undefined || inputSet.type !== 'set') return inputSet;
  const attributes = new Map<string, Thunk>();
  for (const name of inputSet.names()) {
    const thunk = inputSet.get(name);
    if (thunk !== undefined) attributes.set(name, thunk);
  }
  for (const formal of lambda.formals.formals) {
    const { name } = formal.name;
    if (attributes.has(name) || formal.default !== undefined) continue;
    const input = { name, url: undefined, urlNode: undefined, isFlake: true, follows: new Map<string, string>(), declarations: [] };
    attributes.set(name, Thunk.of(rootSymbol(`inputs.${name}`, new InputSymbol(input))));
  }
  return setValue(attributes);
}
