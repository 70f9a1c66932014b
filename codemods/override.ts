/** nixpkgs' override arguments in the terms of upstream's package. */
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import type { Problem } from '../src/problem.js';
import { argumentNames, backendArguments, droppedArguments, type Variant } from './facts.js';
import { droppedArgument, unknownArgument, unreadableOverride } from './problems.js';
import { argumentSet, literalBoolean, literalTexts } from './usage.js';

/** An argument as upstream takes it. */
export interface MappedArgument {
  readonly name: string;
  /** The text of its value. */
  readonly value: string;
}

export interface MappedOverride {
  /** The backends that are asked for by a literal `true`. */
  readonly backends: readonly Variant[];
  /** Whether some backend is switched off by a literal `false`. */
  readonly excludes: boolean;
  /** Whether it is computed which backends there are. */
  readonly computed: boolean;
  /** All arguments under upstream's names. */
  readonly all: readonly MappedArgument[];
  /** The arguments that a variant does not imply. */
  readonly rest: readonly MappedArgument[];
  readonly warnings: readonly Problem[];
}

export type OverrideMapping = { readonly kind: 'mapped'; readonly override: MappedOverride } | { readonly kind: 'refused'; readonly problem: Problem };

interface Argument {
  readonly name: string;
  readonly value: Expression | undefined;
  readonly text: string;
  readonly at: number;
}

/** @param argument what `.override` is applied to */
export function mapOverride(argument: Expression): OverrideMapping {
  const read = readArguments(argument);
  if (read === undefined) {
    return {
      kind: 'refused',
      problem: {
        kind: unreadableOverride,
        message: 'The arguments of this override cannot be told from the text.',
        place: argument.source.place(argument.start),
        hint: 'Write the set out, or use upstream’s names: useCuda, useRocm, useVulkan.',
      },
    };
  }
  const backends: Variant[] = [];
  const all: MappedArgument[] = [];
  const kept: { name: string; value: string; literal: boolean | undefined }[] = [];
  const warnings: Problem[] = [];
  let excludes = false;
  let computed = false;
  for (const one of read) {
    const place = argument.source.place(one.at);
    const literal = one.value === undefined ? undefined : literalBoolean(one.value);
    if (droppedArguments.has(one.name) || (one.name === 'cpuArchDynamicDispatch' && literal === true)) {
      if (literal !== false && literal !== undefined && one.name !== 'cpuArchDynamicDispatch') {
        warnings.push({ kind: droppedArgument, message: `“${one.name}” has no counterpart in upstream’s package and was dropped.`, place });
      } else if (literal === undefined) {
        warnings.push({ kind: droppedArgument, message: `“${one.name}” is not an argument of upstream’s package and was dropped.`, place });
      }
      continue;
    }
    const name = argumentNames.get(one.name);
    const value = name === 'rocmGpuTargets' && one.value !== undefined ? gpuTargets(one.value) : one.text;
    if (name === undefined || value === undefined) {
      return {
        kind: 'refused',
        problem: {
          kind: unknownArgument,
          message: `The argument “${one.name}” cannot be carried over to upstream’s package.`,
          place,
          hint: 'Take it out, or replace it by one of upstream’s arguments, and run again.',
        },
      };
    }
    all.push({ name, value });
    const backend = backendArguments.get(one.name);
    if (backend === undefined) kept.push({ name, value, literal });
    else if (literal === true) backends.push(backend);
    else if (literal === false) excludes = true;
    else computed = true;
  }
  const rest = kept.filter(({ name, literal }) => !isImplied(name, literal, backends));
  return { kind: 'mapped', override: { backends, excludes, computed, all, rest, warnings } };
}

/** BLAS is built exactly when no other backend is; Metal belongs to Apple's machines alone. */
function isImplied(name: string, literal: boolean | undefined, backends: readonly Variant[]): boolean {
  if (name === 'useBlas') return literal === (backends.length === 0);
  return name === 'useMetalKit' && literal === false;
}

function readArguments(argument: Expression): readonly Argument[] | undefined {
  const found = argumentSet(argument);
  if (found === undefined) return undefined;
  const { source } = argument;
  const result: Argument[] = [];
  for (const binding of found.set.bindings) {
    if (binding.kind === 'binding') {
      const [name, ...more] = binding.attrpath.map(attributeText);
      if (name === undefined || more.length > 0) return undefined;
      result.push({ name, value: binding.value, text: source.textOf(binding.value), at: binding.start });
      continue;
    }
    for (const element of binding.names) {
      const name = attributeText(element);
      if (name === undefined) return undefined;
      const text = binding.from === undefined ? name : `${source.textOf(withoutParentheses(binding.from))}.${name}`;
      result.push({ name, value: undefined, text, at: element.start });
    }
  }
  return result;
}

/** nixpkgs takes a list of GPU targets, upstream the same joined by `;`. */
function gpuTargets(value: Expression): string | undefined {
  if (literalText(value) !== undefined) return value.source.textOf(value);
  const texts = literalTexts(value);
  if (texts !== undefined) return `"${texts.join(';')}"`;
  const list = withoutParentheses(value);
  return list.kind === 'list' ? `builtins.concatStringsSep ";" ${list.source.textOf(list)}` : undefined;
}
