/**
 * Adds the llama.cpp flake to the inputs, following the nixpkgs that the systems are built from.
 *
 *     inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
 *   ⇒
 *     inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
 *     inputs.llama-cpp.url = "github:ggml-org/llama.cpp";
 *     inputs.llama-cpp.inputs.nixpkgs.follows = "nixpkgs";
 */

import { insertBinding, removeBinding } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { bindArgument, insertFormal } from '../src/edit/formals.js';
import { layoutOf } from '../src/edit/layout.js';
import { replace } from '../src/edit/replace.js';
import { isAppliedToInputs } from '../src/flake/inputs-in-scope.js';
import { boundBy } from '../src/flake/references.js';
import type { Codemod } from '../src/plan/codemod.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, Binding, Lambda } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { inputState, officialUrl } from './facts.js';
import { outputsLambda } from './injection.js';
import { placeOfInput } from './input-place.js';
import type { Migration } from './migration.js';

const motive: Motive = { by: 'add-flake-input', why: 'the llama.cpp flake as an input' };

export const addFlakeInput: Codemod<Migration> = {
  card: {
    name: motive.by,
    summary: 'Adds the llama.cpp flake to the inputs, following the nixpkgs that the systems are built from.',
    explanation:
      'The input is written as its neighbours are: a block, dotted lines, or `inputs.x.y` at the top level. An input that is llama.cpp already is used, under whatever name; what it lacks (`follows`) is added, `flake = false` goes. Closed formals of `outputs` get the name, because Nix passes every input; `@inputs` is bound where nothing else reaches the inputs.',
    before: 'inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";',
    after:
      'inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";\ninputs.llama-cpp.url = "github:ggml-org/llama.cpp";\ninputs.llama-cpp.inputs.nixpkgs.follows = "nixpkgs";',
  },
  plan: (migration) => ({
    edits: [
      ...(migration.input.existing === undefined ? addInput(migration) : completeInput(migration)),
      ...formalEdits(migration),
    ],
    refusals: migration.input.refusals,
    warnings: migration.input.warnings,
  }),
};

function addInput(migration: Migration): readonly Edit[] {
  const { flake, input } = migration;
  const { block, bindings } = flake.inputs;
  if (block !== undefined)
    return insertBinding(
      block,
      newInput(migration, block.bindings, []),
      motive,
      placeOfInput(block, input.name),
    );
  const last = bindings.at(-1);
  const text = newInput(migration, bindings, ['inputs']);
  if (last !== undefined) return insertBinding(flake.root, text, motive, { after: last });
  const whole = `inputs = {\n${indented(newInput({ ...migration, input }, [], []))}\n};`;
  return insertBinding(flake.root, whole, motive, { before: flake.outputsBinding });
}

const indented = (text: string): string => text.replace(/^/gm, '  ');

type Form = 'block' | 'line' | 'dotted';

function newInput(migration: Migration, neighbours: readonly Binding[], prefix: readonly string[]): string {
  const { name, url, follows } = migration.input;
  const shown = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) ? name : JSON.stringify(name);
  const path = [...prefix, shown].join('.');
  const follow = follows === undefined ? undefined : `inputs.nixpkgs.follows = "${follows}";`;
  const form = formOf(neighbours, prefix.length);
  if (form === 'dotted') {
    return [`${path}.url = "${url}";`, ...(follow === undefined ? [] : [`${path}.${follow}`])].join('\n');
  }
  if (form === 'line') {
    const inner = [`url = "${url}";`, ...(follow === undefined ? [] : [follow])].join(' ');
    return layoutOf(migration.flake.source).bracketSpacing
      ? `${path} = { ${inner} };`
      : `${path} = {${inner}};`;
  }
  return [`${path} = {`, `  url = "${url}";`, ...(follow === undefined ? [] : [`  ${follow}`]), '};'].join(
    '\n',
  );
}

/** The form of the neighbours that follow something; of all neighbours where none does. */
function formOf(neighbours: readonly Binding[], skipped: number): Form {
  const own = neighbours.filter((binding): binding is AttributeBinding => binding.kind === 'binding');
  const blocks = own.filter(
    (binding) =>
      binding.attrpath.length === skipped + 1 && withoutParentheses(binding.value).kind === 'attributeSet',
  );
  const followingBlocks = blocks.filter((binding) => /follows/.test(binding.source.textOf(binding.value)));
  const followingLines = own.filter(
    (binding) =>
      binding.attrpath.length > skipped + 1 &&
      attributeText(binding.attrpath.at(-1) ?? binding.attrpath[0] ?? neverName(binding)) === 'follows',
  );
  if (followingBlocks.length !== followingLines.length)
    return followingBlocks.length > followingLines.length ? blockLike(followingBlocks) : 'dotted';
  if (skipped > 0) return blocks.length > own.length / 2 ? blockLike(blocks) : 'dotted';
  return blockLike(blocks);
}

/** Over several lines, unless most of the blocks stand on one. */
function blockLike(blocks: readonly AttributeBinding[]): Form {
  const onOneLine = blocks.filter((binding) => !binding.source.textOf(binding).includes('\n'));
  return onOneLine.length > blocks.length / 2 ? 'line' : 'block';
}

function neverName(binding: AttributeBinding): never {
  throw new Error(`${binding.source.file}: a binding without a name`);
}

/** An input that is there: its url if another is asked for, `follows`, no `flake = false`. */
function completeInput(migration: Migration): readonly Edit[] {
  const { flake, input, options } = migration;
  const { existing } = input;
  if (existing === undefined) return [];
  const edits: Edit[] = [];
  const url = existing.urlNode;
  const asked = options.url;
  if (url !== undefined && asked !== undefined && literalText(url) !== asked)
    edits.push(replace(url, `"${asked}"`, motive));
  else if (url !== undefined && asked === undefined && inputState(existing) === 'official')
    edits.push(...renamedOwner(migration));
  const block = existing.declarations.find(({ path }) => path.length === 0)?.binding;
  const set = block === undefined ? undefined : withoutParentheses(block.value);
  if (!existing.isFlake) edits.push(...dropFlakeFalse(migration));
  if (
    existing.follows.get('nixpkgs') !== undefined ||
    input.follows === undefined ||
    inputState(existing) === 'local'
  )
    return edits;
  const text = `inputs.nixpkgs.follows = "${input.follows}";`;
  if (set?.kind === 'attributeSet') return [...edits, ...insertBinding(set, text, motive)];
  const last = existing.declarations.at(-1)?.binding;
  if (last === undefined) return edits;
  const { parent } = last;
  if (parent?.kind !== 'attributeSet') return edits;
  const names = last.attrpath.map((element) => flake.source.textOf(element));
  const prefix = names.slice(0, names.indexOf(existing.name) + 1);
  return [
    ...edits,
    ...insertBinding(parent, `${prefix.join('.')}.${text}`, motive, { after: last, blankLineBefore: false }),
  ];
}

/** The project moved from ggerganov to ggml-org. */
function renamedOwner(migration: Migration): readonly Edit[] {
  const { existing } = migration.input;
  const node = existing?.urlNode;
  if (
    node === undefined ||
    existing?.url === undefined ||
    !/^github:ggerganov\/llama\.cpp/i.test(existing.url)
  )
    return [];
  return [replace(node, `"${existing.url.replace(/^github:ggerganov\/llama\.cpp/i, officialUrl)}"`, motive)];
}

function dropFlakeFalse(migration: Migration): readonly Edit[] {
  return (migration.input.existing?.declarations ?? []).flatMap(({ binding, path }) => {
    if (path.length === 1 && path[0] === 'flake') {
      return binding.parent?.kind === 'attributeSet' ? removeBinding(binding.parent, binding, motive) : [];
    }
    const set = withoutParentheses(binding.value);
    if (path.length > 0 || set.kind !== 'attributeSet') return [];
    const inner = set.bindings.find(
      (candidate) =>
        candidate.kind === 'binding' && candidate.attrpath.map(attributeText).join('.') === 'flake',
    );
    return inner === undefined ? [] : removeBinding(set, inner, motive);
  });
}

/** `outputs` is called with every input: closed formals must name it, and something must give access to it. */
function formalEdits(migration: Migration): readonly Edit[] {
  const { flake, input } = migration;
  const outputs = outputsLambda(flake);
  const takingInputs = [...flake.interpreter.calls.keys()].filter(
    (lambda) => lambda === outputs || isAppliedToInputs(flake, lambda),
  );
  const bound = new Set(
    migration.injections.flatMap(({ access }) => (access.kind === 'bind' ? [access.lambda] : [])),
  );
  return takingInputs.flatMap((lambda) => {
    const edits = bound.has(lambda) ? [bindArgument(lambda, 'inputs', motive)] : [];
    const { formals } = lambda;
    if (formals === undefined || formals.ellipsis !== undefined) return edits;
    if (formals.formals.some((formal) => formal.name.name === input.name)) return edits;
    return [
      ...insertFormal(formals, wouldBePickedUp(lambda, input.name) ? '...' : input.name, motive),
      ...edits,
    ];
  });
}

/** Names of functions beat every `with`: under `with pkgs;` a bare name would become the flake. */
function wouldBePickedUp(lambda: Lambda, name: string): boolean {
  for (const node of descendants(lambda.body)) {
    if (
      node.kind === 'identifier' &&
      node.name === name &&
      node.parent?.kind !== 'binding' &&
      boundBy(node) === undefined
    )
      return true;
  }
  return false;
}
