/**
 * Which hosts a place in a shared module counts for: those for which no condition around it is known to be false, and
 * which do not set the option whose default it is.
 */
import { lexicalBinding } from '../src/eval/scope.js';
import type { Host } from '../src/flake/hosts.js';
import { isOverriddenDefault } from '../src/flake/option-defaults.js';
import { detailOf, PackageSetSymbol } from '../src/flake/symbols.js';
import { attributeText, contains, withoutParentheses } from '../src/syntax/literals.js';
import type { Expression, Node } from '../src/syntax/nodes.js';
import { ancestors } from '../src/syntax/parser.js';
import type { Migration } from './migration.js';

export function hostsThatUse(migration: Migration, node: Node, all: readonly Host[]): readonly Host[] {
  const hosts = all.filter(({ configuration }) => !isOverriddenDefault(configuration, node));
  if (hosts.length < 2) return hosts;
  const without = new Set(
    conditionsAround(node).flatMap(({ condition, wanted }) => hostsWhereNot(migration, condition, wanted)),
  );
  const left = hosts.filter((host) => !without.has(host));
  return left.length === 0 ? hosts : left;
}

interface Condition {
  readonly condition: Expression;
  /** What it must be for the place to count. */
  readonly wanted: boolean;
}

const conditional: ReadonlySet<string> = new Set([
  'mkIf',
  'optional',
  'optionals',
  'optionalAttrs',
  'optionalString',
]);

/** `mkIf c x`, `optional c x` and the like, and the branches of `if`. */
function conditionsAround(node: Node): readonly Condition[] {
  const found: Condition[] = [];
  for (const around of ancestors(node)) {
    if (around.kind === 'if') {
      const inFirst = contains(around.consequence, node);
      if (inFirst || contains(around.alternative, node))
        found.push({ condition: around.condition, wanted: inFirst });
    }
    if (around.kind !== 'apply' || !contains(around.argument, node)) continue;
    const call = withoutParentheses(around.function);
    if (call.kind !== 'apply') continue;
    const callee = withoutParentheses(call.function);
    const name =
      callee.kind === 'identifier'
        ? callee.name
        : callee.kind === 'select'
          ? callee.attrpath.map(attributeText).at(-1)
          : undefined;
    if (name !== undefined && conditional.has(name)) found.push({ condition: call.argument, wanted: true });
  }
  return found;
}

function hostsWhereNot(migration: Migration, condition: Expression, wanted: boolean): readonly Host[] {
  const { interpreter } = migration.flake;
  const verdicts = new Map<Host, boolean>();
  for (const scope of migration.scopes.at(condition)) {
    const packages = lexicalBinding(scope, 'pkgs')?.force();
    const detail = packages === undefined ? undefined : detailOf(packages);
    if (!(detail instanceof PackageSetSymbol)) continue;
    const value = interpreter.evaluate(condition, scope);
    const isOff = value.type === 'boolean' && value.value !== wanted;
    for (const host of migration.hostsOf({ packageSet: detail, within: [] })) {
      verdicts.set(host, isOff && verdicts.get(host) !== false);
    }
  }
  return [...verdicts].flatMap(([host, isOff]) => (isOff ? [host] : []));
}
