/** nixpkgs' override arguments in the terms of upstream's package. */

import { boundBy, isUse } from '../src/flake/names.js';
import type { Problem } from '../src/problem.js';
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeSet, Expression } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { type ArgumentSets, argumentSets, literalBoolean } from './argument-sets.js';
import { argumentNames, backendArguments, droppedArguments, type Variant } from './facts.js';
import { gpuTargets } from './gpu-targets.js';
import { droppedArgument, unknownArgument, unreadableOverride } from './problems.js';
import type { Operation } from './usage.js';

/** An argument as upstream takes it. */
export interface MappedArgument {
  readonly name: string;
  /** The text of its value. */
  readonly value: string;
  readonly literal: boolean | undefined;
  /** The backend that it switches on or off. */
  readonly backend: Variant | undefined;
}

export interface MappedOverride {
  /** All arguments under upstream's names, those of every set that the argument is written with. */
  readonly arguments: readonly MappedArgument[];
  readonly written: ArgumentSets;
  readonly warnings: readonly Problem[];
}

export type OverrideMapping =
  | { readonly kind: 'mapped'; readonly override: MappedOverride }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** @param argument what `.override` is applied to */
export function mapOverride(argument: Expression): OverrideMapping {
  const written = argumentSets(argument);
  const read = written?.sets.map(readArguments);
  if (
    written === undefined ||
    read === undefined ||
    read.includes(undefined) ||
    written.sets.some(usesOwnNames) ||
    readsOldArguments(argument)
  ) {
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
  const mapped: MappedArgument[] = [];
  const warnings: Problem[] = [];
  for (const one of read.flatMap((some) => some ?? [])) {
    const place = argument.source.place(one.at);
    const literal = one.value === undefined ? undefined : literalBoolean(one.value);
    if (isDropped(one.name, literal)) {
      if (literal !== false && one.name !== 'cpuArchDynamicDispatch') {
        warnings.push({
          kind: droppedArgument,
          message: `“${one.name}” is not an argument of upstream’s package and was dropped.`,
          place,
        });
      }
      continue;
    }
    const name = argumentNames.get(one.name);
    const value = name === 'rocmGpuTargets' ? gpuTargets(one.value) : one.text;
    if (name === undefined || value === undefined) return { kind: 'refused', problem: unknown(one, place) };
    mapped.push({ name, value, literal, backend: backendArguments.get(one.name) });
  }
  return { kind: 'mapped', override: { arguments: mapped, written, warnings } };
}

/** Whether an operation passes arguments that become others, or that cannot be told. */
export function changesArguments({ name, argument }: Operation): boolean {
  const mapping = name === 'override' ? mapOverride(argument) : undefined;
  if (mapping === undefined || mapping.kind === 'refused') return mapping !== undefined;
  return mapping.override.arguments.length > 0 || mapping.override.warnings.length > 0;
}

const isDropped = (name: string, literal: boolean | undefined): boolean =>
  droppedArguments.has(name) || (name === 'cpuArchDynamicDispatch' && literal === true);

function unknown({ name }: Argument, place: Problem['place']): Problem {
  return {
    kind: unknownArgument,
    message: `The argument “${name}” cannot be carried over to upstream’s package.`,
    place,
    hint: 'Take it out, or replace it by one of upstream’s arguments, and run again.',
  };
}

/** What one override, or several one after the other, come to. */
export interface Wanted {
  /** The backends that are asked for by a literal `true`. */
  readonly backends: readonly Variant[];
  /** Whether the text says that it is to be no graphics unit: some backend is `false`, or BLAS `true`. */
  readonly excludes: boolean;
  /** Whether it is computed which backends there are. */
  readonly computed: boolean;
  /** The arguments that a variant does not imply. */
  readonly rest: readonly MappedArgument[];
}

/**
 * @param overrides the innermost first: later arguments win
 * @param named the variant that the overridden package's name says already
 */
export function wantedOf(overrides: readonly MappedOverride[], named?: Variant): Wanted {
  const last = new Map<string, MappedArgument>();
  for (const one of overrides.flatMap((override) => override.arguments)) last.set(one.name, one);
  const all = [...last.values()];
  const asked = all.flatMap(({ backend, literal }) =>
    backend !== undefined && literal === true ? [backend] : [],
  );
  const own = named === 'cpu' ? undefined : named;
  const denied = all.find(({ backend, literal }) => backend === own && literal === false);
  // llama-cpp-cuda.override { vulkanSupport = true; } has both
  const isAdded = asked.length > 0 && own !== undefined && denied === undefined && !asked.includes(own);
  const backends = isAdded ? [own, ...asked] : asked;
  const excludes = all.some(
    ({ backend, literal, name }) =>
      (backend !== undefined && literal === false) || (name === 'useBlas' && literal === true),
  );
  return {
    backends,
    excludes,
    computed:
      all.some(({ backend, literal }) => backend !== undefined && literal === undefined) ||
      overrides.some(({ written }) => !written.whole),
    rest: all.filter(
      (one) =>
        (one === denied && own !== undefined && backends.length === 0) ||
        (one.backend === undefined && !isImplied(one, own === undefined ? backends : [...backends, own])),
    ),
  };
}

/** BLAS is built exactly when no other backend is; Metal belongs to Apple's machines alone. */
function isImplied({ name, literal }: MappedArgument, backends: readonly Variant[]): boolean {
  if (name === 'useBlas') return literal === (backends.length === 0);
  return name === 'useMetalKit' && literal === false;
}

interface Argument {
  readonly name: string;
  /** Absent for an inherited one. */
  readonly value: Expression | undefined;
  readonly text: string;
  readonly at: number;
}

function readArguments(set: AttributeSet): readonly Argument[] | undefined {
  const { source } = set;
  const result: Argument[] = [];
  for (const binding of set.bindings) {
    if (binding.kind === 'binding') {
      const [name, ...more] = binding.attrpath.map(attributeText);
      if (name === undefined || more.length > 0) return undefined;
      result.push({ name, value: binding.value, text: source.textOf(binding.value), at: binding.start });
      continue;
    }
    for (const element of binding.names) {
      const name = attributeText(element);
      if (name === undefined) return undefined;
      result.push({ name, value: undefined, text: inheritedText(binding.from, name), at: element.start });
    }
  }
  return result;
}

/** What an inherited name is: `(x) name` is `x.name`. */
export function inheritedText(from: Expression | undefined, name: string): string {
  if (from === undefined) return name;
  const inner = withoutParentheses(from);
  const text = inner.source.textOf(inner);
  return inner.kind === 'identifier' || (inner.kind === 'select' && inner.fallback === undefined)
    ? `${text}.${name}`
    : `(${text}).${name}`;
}

/** `rec { cudaSupport = true; rocmSupport = !cudaSupport; }`: a name of nixpkgs' that is used where it is bound. */
function usesOwnNames(set: AttributeSet): boolean {
  if (!set.recursive) return false;
  return [...descendants(set)].some(
    (node) => node.kind === 'identifier' && isUse(node) && boundBy(node)?.parent === set,
  );
}

/** `old: { cudaSupport = old.cudaSupport; }`: upstream's package has no such argument. */
function readsOldArguments(argument: Expression): boolean {
  const lambda = withoutParentheses(argument);
  if (lambda.kind !== 'lambda') return false;
  return [...descendants(lambda.body)].some((node) => {
    if (node.kind !== 'select' || node.target.kind !== 'identifier') return false;
    if (boundBy(node.target) !== lambda.universal || lambda.universal === undefined) return false;
    const name = node.attrpath.map(attributeText)[0];
    return name === undefined || argumentNames.get(name) !== name;
  });
}
