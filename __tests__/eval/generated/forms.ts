/** The expressions that give values of each kind; the first is the simplest. */
import { boolean, float, integer, type Kind, listOf, setOf, string } from './choices.js';
import type { ExpressionMaker, Make } from './expressions.js';
import { indentedString, quotedString } from './strings.js';

type MakeKind = (kind: Kind) => string;

const scalars: readonly [Kind, ...Kind[]] = [integer, string, boolean, float];

export function integerForms({ choices, options }: ExpressionMaker, make: MakeKind, isLeaf: boolean): Make[] {
  const leaves: Make[] = [() => String(choices.number(0, 99)), () => `(-${choices.number(0, 99)})`];
  if (isLeaf) return leaves;
  return [
    ...leaves,
    () => `(${make(integer)} ${choices.of(['+', '-'])} ${make(integer)})`,
    () => `(${choices.number(-9, 9)} * ${make(integer)})`,
    () => `(${make(integer)} / ${choices.of(['2', '(-3)', '7'])})`,
    () => `(- ${make(integer)})`,
    () => `(builtins.length ${make(listOf(choices.of(scalars)))})`,
    () => `(builtins.stringLength ${make(string)})`,
    () =>
      `(builtins.${choices.of(['add', 'sub', 'bitAnd', 'bitOr', 'bitXor'])} ${make(integer)} ${make(integer)})`,
    () => `(builtins.${choices.of(['ceil', 'floor'])} ${make(float)})`,
    () => `(builtins.compareVersions ${make(string)} ${make(string)})`,
    () => `(builtins.fromJSON (builtins.toJSON ${make(integer)}))`,
    ...(options.withErrors
      ? []
      : [() => `(builtins.foldl' (x: y: x - y) ${make(integer)} ${make(listOf(integer))})`]),
  ];
}

export function floatForms({ choices }: ExpressionMaker, make: MakeKind, isLeaf: boolean): Make[] {
  const leaves: Make[] = [
    () => `${choices.number(0, 99)}.${choices.number(0, 99)}`,
    () => `(-0.${choices.number(1, 99)}e1)`,
  ];
  if (isLeaf) return leaves;
  return [
    ...leaves,
    () => `(${make(float)} ${choices.of(['+', '-', '*'])} ${make(integer)})`,
    () => `(${make(integer)} ${choices.of(['+', '-', '*'])} ${make(float)})`,
    () => `(${make(float)} / 2.5)`,
    () => `(- ${make(float)})`,
  ];
}

export function stringForms({ choices, options }: ExpressionMaker, make: MakeKind, isLeaf: boolean): Make[] {
  const leaves: Make[] = [() => quotedString(choices, undefined), () => indentedString(choices, undefined)];
  if (isLeaf) return leaves;
  const inner = (): string => make(string);
  return [
    ...leaves,
    () => quotedString(choices, inner),
    () => indentedString(choices, inner),
    () => `(${inner()} + ${inner()})`,
    () => `(toString ${make(choices.of(scalars))})`,
    () => `(toString ${make(listOf(choices.of(scalars)))})`,
    () =>
      `(builtins.substring ${choices.number(0, 4)} (${choices.number(-1, 9)}) (toString ${make(integer)} + "abc"))`,
    () => `(builtins.concatStringsSep ${inner()} ${make(listOf(string))})`,
    () =>
      `(builtins.toJSON ${make(choices.of([integer, string, boolean, listOf(string), setOf([['k', string]])]))})`,
    () => `(builtins.typeOf ${make(choices.of(scalars))})`,
    () => `(builtins.head (builtins.split "[ab]" ${inner()}))`,
    () => `(baseNameOf ${inner()})`,
    () => `(builtins.hashString "sha256" ${inner()})`,
    // older Nix computes the replacements that it does not need
    ...(options.withErrors
      ? []
      : [
          () =>
            `(builtins.replaceStrings [ ${choices.of(['"b"', '"b c"', '"\\n"', '"é"', '"$"'])} "a" ] [ "x" ${inner()} ] ${inner()})`,
        ]),
  ];
}

export function booleanForms({ choices, options }: ExpressionMaker, make: MakeKind, isLeaf: boolean): Make[] {
  const leaves: Make[] = [() => 'true', () => 'false'];
  if (isLeaf) return leaves;
  const compared = choices.of(scalars);
  const whole = listOf(compared);
  const safe: Make[] = [
    ...leaves,
    () => `(!${make(boolean)})`,
    () => `(${make(compared)} ${choices.of(['==', '!='])} ${make(compared)})`,
    () => `(${make(integer)} ${choices.of(['<', '<=', '>', '>='])} ${make(choices.of([integer, float]))})`,
    () => `(${make(string)} ${choices.of(['<', '>='])} ${make(string)})`,
    () => `(${make(setOf([['a', compared]]))} ? ${choices.of(['a', 'b', '"a"', 'a.b'])})`,
    () => `(builtins.${choices.of(['isInt', 'isString', 'isAttrs', 'isList', 'isNull'])} ${make(compared)})`,
    () => `(builtins.hasAttr "a" ${make(setOf([['a', compared]]))})`,
  ];
  if (options.withErrors) return safe;
  return [
    ...safe,
    () => `(${make(boolean)} ${choices.of(['&&', '||', '->'])} ${make(boolean)})`,
    () => `(${make(whole)} ${choices.of(['==', '!='])} ${make(whole)})`,
    () => `(${make(setOf([['a', compared]]))} == ${make(setOf([['a', compared]]))})`,
    () => `(${make(listOf(integer))} < ${make(listOf(integer))})`,
    () => `(builtins.elem ${make(compared)} ${make(whole)})`,
    () =>
      `(builtins.${choices.of(['any', 'all'])} (x: x ${choices.of(['<', '=='])} ${make(integer)}) ${make(listOf(integer))})`,
  ];
}

export function listForms(
  { choices }: ExpressionMaker,
  make: MakeKind,
  element: Kind,
  isLeaf: boolean,
): Make[] {
  const literal: Make = () => `[ ${choices.several(0, 3, () => make(element)).join(' ')} ]`;
  if (isLeaf) return [() => '[ ]', literal];
  const same = listOf(element);
  return [
    literal,
    () => `(${make(same)} ++ ${make(same)})`,
    () => `(map (x: x) ${make(same)})`,
    () => `(map (x: ${make(element)}) ${make(listOf(integer))})`,
    () => `(builtins.filter (x: ${make(boolean)}) ${make(same)})`,
    () => `(builtins.concatLists [ ${make(same)} ${make(same)} ])`,
    () => `(builtins.concatMap (x: [ x ${make(element)} ]) ${make(same)})`,
    () => `(builtins.genList (x: ${make(element)}) ${choices.number(0, 3)})`,
    () => `(builtins.tail [ ${make(element)} ${make(element)} ])`,
    () => `(builtins.attrValues { z = ${make(element)}; y = ${make(element)}; })`,
    () => `(builtins.catAttrs "n" [ { n = ${make(element)}; } { m = ${make(element)}; } ])`,
    () => `(builtins.partition (x: ${make(boolean)}) ${make(same)}).right`,
    ...(element.of === 'integer' || element.of === 'string'
      ? [() => `(builtins.sort (x: y: x < y) ${make(same)})`]
      : []),
    ...(element.of === 'string'
      ? [() => `(builtins.attrNames { ${choices.several(0, 3, (index) => `n${9 - index} = 1;`).join(' ')} })`]
      : []),
  ];
}

export function setForms(
  { choices, options }: ExpressionMaker,
  make: MakeKind,
  attributes: ReadonlyMap<string, Kind>,
  isLeaf: boolean,
): Make[] {
  const binding = ([name, kind]: readonly [string, Kind]): string => `${name} = ${make(kind)};`;
  const bindings = (of: Iterable<readonly [string, Kind]>): string => [...of].map(binding).join(' ');
  const literal: Make = () => `{ ${bindings(attributes)} }`;
  if (isLeaf) return [literal];
  const all = [...attributes];
  const middle = Math.floor(all.length / 2);
  const safe: Make[] = [
    literal,
    () => `(let ${bindings(attributes)} in { inherit ${[...attributes.keys()].join(' ')}; })`,
    () => `{ inherit (${make(setOf(attributes))}) ${[...attributes.keys()].join(' ')}; }`,
    () =>
      `{ ${all.map(([name, kind]) => (kind.of === 'set' && kind.attributes.size > 0 ? dotted(name, kind, make) : binding([name, kind]))).join(' ')} }`,
  ];
  if (options.withErrors) return safe;
  return [
    ...safe,
    () => `({ ${bindings(all.slice(0, middle))} } // { ${bindings(all.slice(middle))} })`,
    () => `(${make(setOf(attributes))} // { ${bindings(all.slice(0, 1))} })`,
    () => `{ ${all.map(([name, kind]) => `\${"" + "${name}"} = ${make(kind)};`).join(' ')} \${null} = 1; }`,
    () => `(builtins.mapAttrs (n: v: v) ${make(setOf(attributes))})`,
    () =>
      `(builtins.listToAttrs [ ${all.map(([name, kind]) => `{ name = "${name}"; value = ${make(kind)}; }`).join(' ')} ])`,
    () =>
      `(removeAttrs (${make(setOf(attributes))} // { gone = ${choices.number(0, 9)}; }) [ "gone" "never" ])`,
    () => `(builtins.intersectAttrs ${make(setOf(attributes))} ${make(setOf(attributes))})`,
    () => `(builtins.fromJSON (builtins.toJSON ${make(setOf(attributes))}))`,
  ];
}

/** `a.b = 1; a.c = 2;` for a set that is an attribute. */
function dotted(name: string, kind: Extract<Kind, { of: 'set' }>, make: MakeKind): string {
  return [...kind.attributes].map(([inner, innerKind]) => `${name}.${inner} = ${make(innerKind)};`).join(' ');
}
