/** What is taken from the outputs of llama.cpp's flake in an overlay of the user's. */
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import type { Variant } from './facts.js';
import type { Meaning } from './legacy-meaning.js';
import { mapOverride, wantedOf } from './override.js';

/** Whether a text takes something from one of the inputs: the name alone is the package's as well. */
export const mentionsInput = (text: string, inputs: readonly string[]): boolean =>
  inputs.some((name) =>
    new RegExp(`inputs['\\w-]*\\.${name}\\b|\\b${name}\\.(packages|legacyPackages|overlays)\\b`).test(text),
  );

/** What is taken from the official flake's own outputs. */
export function ofUpstream(
  value: Expression,
  text: string,
  officialInputs: readonly string[],
): Meaning | undefined {
  if (
    !mentionsInput(text, officialInputs) ||
    !/\.(packages|legacyPackages|overlays)\b|(package|scope)\.nix/.test(text)
  )
    return undefined;
  const output = /\.packages\.(?:\$\{[^}]*\}|"[^"]*"|[\w-]+)\.(\w[\w-]*)/.exec(text)?.[1];
  const legacyPackages = /\.llamaPackages(Cuda|Rocm)?\b/.exec(text);
  const named: Variant | undefined =
    output === 'cuda' || output === 'rocm' || output === 'vulkan'
      ? output
      : legacyPackages?.[1] === 'Cuda'
        ? 'cuda'
        : legacyPackages?.[1] === 'Rocm'
          ? 'rocm'
          : undefined;
  for (const node of descendants(value)) {
    if (node.kind !== 'apply') continue;
    const callee = withoutParentheses(node.function);
    const isOverride = callee.kind === 'select' && callee.attrpath.map(attributeText).at(-1) === 'override';
    // callPackage "${inputs.llama-cpp}/.devops/nix/package.nix" { … }
    const isPackageCall =
      callee.kind === 'apply' && /\/package\.nix/.test(callee.source.textOf(callee.argument));
    if (!isOverride && !isPackageCall) continue;
    const mapped = mapOverride(node.argument);
    if (mapped.kind === 'refused') return undefined;
    const { backends, computed, excludes, rest } = wantedOf([mapped.override]);
    if (computed || backends.length > 1) return undefined;
    return { variant: backends[0] ?? named ?? (excludes ? 'cpu' : undefined), rest };
  }
  return { variant: named, rest: [] };
}
