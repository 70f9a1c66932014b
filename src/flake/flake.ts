/** A flake: its file, its inputs and, evaluated as far as possible, its outputs. */
import { baseNames } from '../eval/builtins/index.js';
import { Interpreter, type InterpreterOptions } from '../eval/interpreter.js';
import type { Thunk } from '../eval/thunk.js';
import type { SetValue } from '../eval/value.js';
import { ProblemError } from '../problem.js';
import { attributeText, withoutParentheses } from '../syntax/literals.js';
import type { AttributeBinding, AttributeSet } from '../syntax/nodes.js';
import type { Source } from '../syntax/source.js';
import { contentProblem } from '../workspace/content.js';
import type { Workspace } from '../workspace/workspace.js';
import { RepositoryFiles } from './files.js';
import { type Generated, generatedBy } from './generated.js';
import { type Inputs, readInputs } from './inputs.js';
import { evaluateOutputs } from './outputs.js';
import { brokenFlake, noFlake, noOutputs, notASet, unreadableInputs } from './problems.js';
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
  readonly inputSet: SetValue;
  /** Set where a program writes flake.nix, so that an edit would be lost. */
  readonly generated: Generated | undefined;
}

export interface FlakeOptions extends InterpreterOptions {
  /** The files of the same repository before a change: what is the same in both is not parsed again. */
  readonly before?: RepositoryFiles;
}

/**
 * Reads a flake.
 * @throws ProblemError FLAKE301 to FLAKE305 where it is no flake that can be read
 */
export function loadFlake(workspace: Workspace, options: FlakeOptions = {}): Flake {
  const folder = workspace.flakeFolder;
  const path = folder === '' ? 'flake.nix' : `${folder}/flake.nix`;
  const files = new RepositoryFiles(workspace, options.before);
  const source = readSource(workspace, files, path);
  const root = withoutParentheses(source.root);
  if (root.kind !== 'attributeSet') {
    throw new ProblemError({
      kind: notASet,
      message: `${path} is not written as an attribute set.`,
      place: source.place(root.start),
    });
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
      binding.kind === 'binding' &&
      binding.attrpath.length === 1 &&
      binding.attrpath.map(attributeText)[0] === 'outputs',
  );
  if (outputsBinding === undefined) {
    throw new ProblemError({
      kind: noOutputs,
      message: `${path} has no outputs.`,
      place: source.place(root.start),
    });
  }
  const world = new FlakeWorld(files);
  const interpreter = new Interpreter(world, options);
  world.attach(interpreter);
  interpreter.setBase(baseNames(interpreter));
  const { outputs, inputSet } = evaluateOutputs(interpreter, inputs, outputsBinding, folder);
  world.useInputs(folder, inputSet);
  return {
    workspace,
    files,
    path,
    source,
    root,
    inputs,
    outputsBinding,
    interpreter,
    world,
    outputs,
    inputSet,
    generated: generatedBy(source),
  };
}

function readSource(workspace: Workspace, files: RepositoryFiles, path: string): Source {
  const content = workspace.read(path);
  if (content.kind === 'missing') {
    throw new ProblemError({
      kind: noFlake,
      message: `There is no ${path} in ${workspace.root}.`,
      hint: elsewhere(workspace),
    });
  }
  const problem = contentProblem(path, content);
  if (problem !== undefined) throw new ProblemError(problem);
  const parsed = files.parsed(path);
  if (parsed === undefined)
    throw new ProblemError({ kind: noFlake, message: `There is no ${path} in ${workspace.root}.` });
  if (parsed.kind === 'broken') {
    throw new ProblemError({
      kind: brokenFlake,
      message: `${path}: ${parsed.message}.`,
      place: parsed.place,
    });
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
