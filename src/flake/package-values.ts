/** What a value has to do with a package set: the set itself, a part of it, or a package of it. */
import type { Value } from '../eval/value.js';
import { detailOf, PackageSetSymbol, selectionPath } from './symbols.js';

/** One meaning that a reference has for one of the configurations that get to it. */
export interface ReferenceMeaning {
  readonly packageSet: PackageSetSymbol;
  /** The sets between the package set and the package: `["unstable"]` for `pkgs.unstable.x`. */
  readonly within: readonly string[];
}

/** A package that a value is, or is made of by `override` and `overrideAttrs`. */
export interface PackageMeaning {
  readonly name: string;
  readonly meaning: ReferenceMeaning;
}

/** Values within values: branches of branches. */
const deepest = 8;

/** The package sets that a value is, or is a part of: several where it is not known which branch is taken. */
export function containersOf(value: Value, depth = 0): readonly ReferenceMeaning[] {
  if (value.type === 'unknown' && depth < deepest) {
    return value.alternatives.flatMap((alternative) => containersOf(alternative.force(), depth + 1));
  }
  if (value.type !== 'symbol') return [];
  const { root, path } = selectionPath(value);
  const detail = detailOf(root);
  const within = path.filter((name) => name !== undefined);
  return detail instanceof PackageSetSymbol && within.length === path.length
    ? [{ packageSet: detail, within }]
    : [];
}

/** The packages that a value is. */
export function packagesOf(value: Value, depth = 0): readonly PackageMeaning[] {
  if (value.type === 'unknown' && depth < deepest) {
    return value.alternatives.flatMap((alternative) => packagesOf(alternative.force(), depth + 1));
  }
  if (value.type !== 'symbol') return [];
  const { origin } = value;
  if (origin.kind === 'select' && origin.name !== undefined) {
    const { name } = origin;
    return containersOf(origin.of).map((meaning) => ({ name, meaning }));
  }
  if (origin.kind === 'apply' && origin.of.origin.kind === 'select' && isOverriding(origin.of.origin.name)) {
    return packagesOf(origin.of.origin.of, depth + 1);
  }
  return [];
}

export const isOverriding = (name: string | undefined): name is 'override' | 'overrideAttrs' =>
  name === 'override' || name === 'overrideAttrs';

export function distinctMeanings(meanings: readonly ReferenceMeaning[]): readonly ReferenceMeaning[] {
  const seen = new Map<string, ReferenceMeaning>();
  const numbers = new Map<unknown, number>();
  const numberOf = (one: unknown): number | string => {
    if (one === undefined) return '';
    const known = numbers.get(one);
    if (known !== undefined) return known;
    numbers.set(one, numbers.size);
    return numbers.size - 1;
  };
  for (const meaning of meanings) {
    const { owner, role, nixpkgs, node } = meaning.packageSet;
    const key = [numberOf(owner?.call), owner?.user, role, nixpkgs, numberOf(node), ...meaning.within].join(
      '\u0000',
    );
    if (!seen.has(key)) seen.set(key, meaning);
  }
  return [...seen.values()];
}
