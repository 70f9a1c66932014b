/** What is applied to the package: arguments under upstream's names, attributes that upstream's derivation lacks, pins, native flags. */
import { removeBindings } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { replace } from '../src/edit/replace.js';
import type { Contribution } from '../src/plan/codemod.js';
import type { Place, Problem } from '../src/problem.js';
import { attributeText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression, Inherit } from '../src/syntax/nodes.js';
import { readAttributesOverride } from './attributes-override.js';
import { argumentNames } from './facts.js';
import type { Migration } from './migration.js';
import { withoutNativeFlags } from './native-flags.js';
import { defaults, missingAttribute } from './old-attributes.js';
import { inheritedText, mapOverride } from './override.js';
import { pinDecision } from './pins.js';
import { leftAlone, missingOutput } from './problems.js';
import type { Operation } from './usage.js';

export const rewriteMotive: Motive = {
  by: 'rewrite-package-references',
  why: 'nixpkgs’ package to the build from the overlay',
};

/**
 * Operations that stay where they are.
 * @param said arguments of upstream's that go, as the name of the package says them
 */
export function operationEdits(
  migration: Migration,
  operations: readonly Operation[],
  said: readonly string[] = [],
): Contribution {
  const parts = operations.map((operation) =>
    operation.name === 'override' ? overrideEdits(operation, said) : attributesEdits(migration, operation),
  );
  return {
    edits: parts.flatMap(({ edits = [] }) => edits),
    refusals: parts.flatMap(({ refusals = [] }) => refusals),
    warnings: parts.flatMap(({ warnings = [] }) => warnings),
  };
}

function overrideEdits({ argument }: Operation, said: readonly string[]): Contribution {
  const mapping = mapOverride(argument);
  if (mapping.kind === 'refused') return { refusals: [mapping.problem] };
  return {
    edits: mapping.override.written.sets.flatMap((set) => renamedBindings(set, said)),
    warnings: mapping.override.warnings,
  };
}

function attributesEdits(migration: Migration, operation: Operation): Contribution {
  const attributes = readAttributesOverride(operation.argument);
  const place = operation.argument.source.place(operation.argument.start);
  if (attributes === undefined) return unreadableAttributes(operation);
  if (attributes.missing !== undefined) return { refusals: [missing(attributes.missing)] };
  const pin = attributes.pin === undefined ? undefined : pinDecision(migration, attributes.pin);
  if (pin?.kind === 'refused') return { refusals: [pin.problem] };
  const warnings: Problem[] = [...(pin?.warnings ?? [])];
  if (attributes.fork)
    warnings.push({
      kind: leftAlone,
      message: 'The source of a fork stays; it is now built in the manner of upstream’s package.',
      place,
    });
  if (attributes.native !== undefined) warnings.push(withoutNativeFlags(attributes.native));
  return {
    edits: attributes.empty ? withoutApplication(operation) : attributes.edits(rewriteMotive),
    warnings,
  };
}

/** Attributes that are put together otherwise than as one set: what they read of the old ones is cared for all the same. */
function unreadableAttributes({ argument }: Operation): Contribution {
  const lacking = missingAttribute(argument, new Set());
  if (lacking !== undefined) return { refusals: [missing(lacking)] };
  return {
    edits: defaults(argument, new Set(), rewriteMotive),
    warnings: [
      {
        kind: leftAlone,
        message:
          'The attributes that are overridden here cannot be told from the text; they are now those of upstream’s package.',
        place: argument.source.place(argument.start),
      },
    ],
  };
}

const missing = ({ name, place }: { readonly name: string; readonly place: Place }): Problem => ({
  kind: missingOutput,
  message: `“${name}” is an attribute of nixpkgs’ package that upstream’s does not have.`,
  place,
  hint: 'Take it out and run again.',
});

/** The arguments of an override under upstream's names, layout untouched. */
function renamedBindings(set: AttributeSet, said: readonly string[]): readonly Edit[] {
  const mapping = mapOverride(set);
  if (mapping.kind === 'refused') return [];
  const values = new Map(mapping.override.arguments.map((one) => [one.name, one.value]));
  const upstreamName = (name: string | undefined): string | undefined => {
    const upstream = name === undefined ? undefined : argumentNames.get(name);
    return upstream !== undefined && values.has(upstream) && !said.includes(upstream) ? upstream : undefined;
  };
  const gone = set.bindings.filter(
    (binding): binding is AttributeBinding =>
      binding.kind === 'binding' && upstreamName(binding.attrpath.map(attributeText)[0]) === undefined,
  );
  const edits: Edit[] = gone.length > 0 ? removeBindings(set, gone, rewriteMotive) : [];
  for (const binding of set.bindings) {
    if (binding.kind === 'inherit') {
      edits.push(...renamedInherit(binding, upstreamName));
      continue;
    }
    const [element] = binding.attrpath;
    const upstream = upstreamName(element === undefined ? undefined : attributeText(element));
    if (element === undefined || upstream === undefined) continue;
    if (upstream !== attributeText(element)) edits.push(replace(element, upstream, rewriteMotive));
    const value = values.get(upstream);
    if (value !== undefined && value !== binding.source.textOf(binding.value))
      edits.push(replace(binding.value, value, rewriteMotive));
  }
  return edits;
}

/** `inherit cudaSupport;` becomes `useCuda = cudaSupport;`. */
function renamedInherit(
  binding: Inherit,
  upstreamName: (name: string) => string | undefined,
): readonly Edit[] {
  const names = binding.names.map(attributeText).filter((name) => name !== undefined);
  if (names.every((name) => upstreamName(name) === name)) return [];
  const texts = names.flatMap((name): string[] => {
    const upstream = upstreamName(name);
    return upstream === undefined ? [] : [`${upstream} = ${inheritedText(binding.from, name)};`];
  });
  return [replace(binding, texts.join(' '), rewriteMotive)];
}

/** `x.override { … }`: when that is replaced by a name, the parentheses around it go with it. */
function isOverride(node: Expression): boolean {
  if (node.kind !== 'apply') return false;
  const callee = withoutParentheses(node.function);
  return callee.kind === 'select' && callee.attrpath.map(attributeText).at(-1) === 'override';
}

/** `x.overrideAttrs (…)` becomes `x`; parentheses around x go where an application may stand without. */
export function withoutApplication({ node }: Operation): readonly Edit[] {
  const callee = node.function;
  if (callee.kind !== 'select' || callee.attrpath.length === 0) return [];
  const { source } = node;
  const cut = (start: number, end: number): Edit => ({
    file: source.file,
    start,
    end,
    text: '',
    ...rewriteMotive,
  });
  const before = callee.attrpath.at(-2) ?? callee.target;
  const isFree = node.parent?.kind === 'binding' || node.parent?.kind === 'let' || node.parent?.kind === 'if';
  if (before !== callee.target || before.kind !== 'parenthesized' || !isFree || isOverride(before.expression))
    return [cut(before.end, node.end)];
  const { expression } = before;
  const holdsComment = source.comments.some(
    ({ start, end }) =>
      before.start < start && end < before.end && (end <= expression.start || start >= expression.end),
  );
  return holdsComment
    ? [cut(before.end, node.end)]
    : [cut(before.start, expression.start), cut(expression.end, node.end)];
}
