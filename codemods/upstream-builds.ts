/** What is taken from the outputs of llama.cpp's flake in an overlay of the user's. */
import { boundBy, nameAt } from '../src/flake/names.js';
import { isOverriding } from '../src/flake/package-values.js';
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { Expression, Node } from '../src/syntax/nodes.js';
import { isVariant, plainName, type Variant } from './facts.js';
import type { OverlayAttribute } from './overlays.js';
import type { Operation } from './usage.js';

/** Whether a text takes something from one of the inputs: the name alone is the package's as well. */
export const mentionsInput = (text: string, inputs: readonly string[]): boolean =>
  inputs.some((name) =>
    new RegExp(`inputs['\\w-]*\\.${name}\\b|\\b${name}\\.(packages|legacyPackages|overlays)\\b`).test(text),
  );

/** A build of the official flake's own outputs, with what is done to it. */
export interface UpstreamBuild {
  /** What its name in the outputs says; `undefined` for what nixpkgs.config gives. */
  readonly variant: Variant | undefined;
  /** From the inside out. */
  readonly operations: readonly Pick<Operation, 'name' | 'argument'>[];
  /** The user's functions that it is given to. */
  readonly helpers: readonly Node[];
}

/** Upstream's overlay gives it, and so does the new one. */
export const upstreamSet = 'llamaPackages';

type Path = readonly (string | undefined)[];

/** @returns `undefined` for all that is not one build of the official flake */
export function upstreamBuild(
  { name, value, binding }: OverlayAttribute,
  officialInputs: readonly string[],
): UpstreamBuild | undefined {
  const operations: Pick<Operation, 'name' | 'argument'>[] = [];
  const helpers: Node[] = [];
  const seen = new Set<Node>([binding]);
  const built = (path: Path): UpstreamBuild | undefined => {
    const output = outputOf(path, officialInputs);
    const found = output === undefined ? undefined : buildAt(name, output);
    return found === undefined ? undefined : { ...found, operations, helpers };
  };
  if (value === undefined) {
    const from = binding.kind === 'inherit' ? binding.from : undefined;
    const path = from === undefined ? undefined : pathOf(from, officialInputs, seen);
    return path === undefined ? undefined : built([...path, name]);
  }
  for (let node = withoutParentheses(value); ; ) {
    const bound = node.kind === 'identifier' ? boundBy(node) : undefined;
    if (bound?.kind === 'binding' && bound.attrpath.length === 1 && !seen.has(bound)) {
      seen.add(bound);
      node = withoutParentheses(bound.value);
      continue;
    }
    const callee = node.kind === 'apply' ? withoutParentheses(node.function) : undefined;
    if (node.kind !== 'apply' || callee === undefined || isOverlay(callee, officialInputs)) {
      const path = pathOf(node, officialInputs, seen);
      return path === undefined ? undefined : built(path);
    }
    if (isCallOf('package.nix', callee, officialInputs)) {
      operations.unshift({ name: 'override', argument: node.argument });
      return { variant: undefined, operations, helpers };
    }
    const [method, ...others] =
      callee.kind === 'select' ? callee.attrpath.toReversed().map(attributeText) : [];
    const helper = callee.kind === 'identifier' ? boundBy(callee) : undefined;
    if (callee.kind === 'select' && isOverriding(method)) {
      operations.unshift({ name: method, argument: node.argument });
      if (others.length > 0) {
        const path = pathOf(callee.target, officialInputs, seen);
        return path === undefined ? undefined : built([...path, ...others.toReversed()]);
      }
      node = withoutParentheses(callee.target);
    } else if (helper?.kind === 'binding') {
      helpers.push(helper);
      node = withoutParentheses(node.argument);
    } else return undefined;
  }
}

/** What an attribute of the name is, where it is the output at a path of the official flake. */
function buildAt(name: string, [kind, , ...path]: Path): Pick<UpstreamBuild, 'variant'> | undefined {
  const [first, second, ...more] = path;
  if (name === upstreamSet && second === undefined)
    return first === upstreamSet || (kind === 'packages' && first === undefined)
      ? { variant: undefined }
      : undefined;
  if (kind === 'packages') {
    if (second !== undefined || first === undefined) return undefined;
    if (isVariant(first)) return { variant: first };
    if (first === 'mpi-cuda') return { variant: 'cuda' };
    return first === 'default' || first === 'mpi-cpu' ? { variant: undefined } : undefined;
  }
  if (kind === 'overlays' && first === plainName && second === undefined) return { variant: undefined };
  const set = /^llamaPackages(Cuda|Rocm)?$/.exec(first ?? '');
  if (set === null || second !== plainName || more.length > 0) return undefined;
  return { variant: set[1] === 'Cuda' ? 'cuda' : set[1] === 'Rocm' ? 'rocm' : undefined };
}

/** The part of a path that is within the outputs of an official input, from `packages` on. */
function outputOf(path: Path, officialInputs: readonly string[]): Path | undefined {
  const index = path.findLastIndex(
    (name, at) => name !== undefined && officialInputs.includes(name) && isOutput(path[at + 1]),
  );
  return index === -1 ? undefined : path.slice(index + 1);
}

const isOutput = (name: string | undefined): boolean =>
  name === 'packages' || name === 'legacyPackages' || name === 'overlays';

/** The names by which an expression selects from what it begins with, those behind `let` and `inherit` included. */
function pathOf(
  expression: Expression,
  officialInputs: readonly string[],
  seen: ReadonlySet<Node>,
): Path | undefined {
  const node = withoutParentheses(expression);
  if (node.kind === 'select') {
    const target = pathOf(node.target, officialInputs, seen);
    // what follows `or` is for a flake that does not have the output
    return target === undefined ? undefined : [...target, ...node.attrpath.map(attributeText)];
  }
  if (node.kind === 'apply') {
    if (isCallOf('scope.nix', withoutParentheses(node.function), officialInputs))
      return [officialInputs[0], 'legacyPackages', undefined, upstreamSet];
    const callee = pathOf(node.function, officialInputs, seen);
    return callee?.at(-2) === 'overlays' ? callee : undefined;
  }
  if (node.kind !== 'identifier') return undefined;
  let binder = boundBy(node);
  const around = new Set(seen);
  while (binder?.kind === 'inherit' && binder.from === undefined && !around.has(binder)) {
    around.add(binder);
    binder = boundBy(nameAt(binder, node.name));
  }
  if (binder === undefined || around.has(binder)) return [node.name];
  around.add(binder);
  if (binder.kind === 'binding' && binder.attrpath.length === 1)
    return pathOf(binder.value, officialInputs, around);
  if (binder.kind !== 'inherit' || binder.from === undefined) return [node.name];
  const from = pathOf(binder.from, officialInputs, around);
  return from === undefined ? undefined : [...from, node.name];
}

/** `inputs.llama-cpp.overlays.default`, perhaps applied to the final package set. */
const isOverlay = (callee: Expression, officialInputs: readonly string[]): boolean =>
  pathOf(callee, officialInputs, new Set())?.at(-2) === 'overlays';

/** `callPackage "${inputs.llama-cpp}/.devops/nix/package.nix"` */
const isCallOf = (file: string, callee: Expression, officialInputs: readonly string[]): boolean =>
  callee.kind === 'apply' &&
  callee.source.textOf(callee.argument).includes(`/${file}`) &&
  mentionsInput(callee.source.textOf(callee.argument), officialInputs);
