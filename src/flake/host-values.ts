/** What the values in tables of hosts are: systems, outputs of other flakes, or what is not known and why. */
import { symbolText, type UnknownValue, type Value } from '../eval/value.js';
import type { AttributeName, Expression } from '../syntax/nodes.js';
import { pathOfString } from './modules/collect.js';
import { ConfigurationCall, type ConfigurationKind, detailOf, inputPath, selectionPath } from './symbols.js';

/** The outputs that are tables of hosts. */
export const outputNames: readonly (readonly [string, ConfigurationKind])[] = [
  ['nixosConfigurations', 'nixos'],
  ['darwinConfigurations', 'darwin'],
  ['homeConfigurations', 'home'],
];

/** `inputs.x.nixosConfigurations`, or a host in it. */
export function isOfAnotherFlake(value: Value): boolean {
  const [output] = (value.type === 'symbol' ? inputPath(value)?.path : undefined) ?? [];
  const isOutput = value.type === 'symbol' && value.origin.kind === 'select';
  return isOutput && outputNames.some(([name]) => name === output);
}

/** A home-manager user of a machine, `machine.config.home-manager.users.x.home`: the machine has it. */
export function isHomeOfMachine(value: Value): boolean {
  const symbols = value.type === 'set' ? value.rest.filter((one) => one.type === 'symbol') : [];
  return symbols.some((symbol) => {
    const { root, path } = selectionPath(symbol);
    const { origin } = root;
    const isConfig = origin.kind === 'root' && origin.name === 'config';
    return isConfig && path[0] === 'home-manager' && path[1] === 'users' && path.length > 2;
  });
}

/** The call that a host is: itself, with attributes added to what it gives, or as the only thing that it may be. */
export function callOf(value: Value): ConfigurationCall | undefined {
  const detail = detailOf(value);
  if (detail instanceof ConfigurationCall) return detail;
  if (value.type === 'set') {
    const [only, ...others] = value.rest.map(detailOf).filter((one) => one instanceof ConfigurationCall);
    return others.length === 0 ? only : undefined;
  }
  const [alternative, second] = value.type === 'unknown' ? value.alternatives : [];
  return alternative === undefined || second !== undefined ? undefined : callOf(alternative.force());
}

export const isImageBuilder = ({ callee: { origin } }: ConfigurationCall): boolean =>
  origin.kind === 'select' && origin.name === 'nixosGenerate';

/** The names that a set may have, where it is one of a few sets of which all names are known; else one that is not. */
export function possibleNames({ alternatives }: UnknownValue): readonly (string | undefined)[] {
  const sets = alternatives.map((alternative) => alternative.force());
  const names = sets.flatMap((one) => (one.type === 'set' ? one.names() : []));
  const areKnown = sets.every((one) => one.type === 'set' && one.rest.length === 0);
  return areKnown && names.length > 0 ? [...new Set(names)] : [undefined];
}

/** `${a.b}` and `${a}-${b}`, without the quotes. */
export function writtenName(name: AttributeName): string {
  const text = name.source.textOf(name).replace(/\s+/g, ' ');
  return name.kind === 'string' ? text.replace(/^"|"$/g, '') : text;
}

/** What is merged into a table may hold hosts, unless it is what the table itself would be called. */
export function mayHoldHosts(rest: Value): boolean {
  if (rest.type !== 'symbol') return true;
  const { root } = selectionPath(rest);
  const { origin } = root;
  return !(origin.kind === 'root' && (origin.name === 'config' || origin.name === 'self'));
}

/** Where the reason is written: the node of what is not known, or the call of a function that is not. */
export function placeOf(value: Value, fallback: Expression): Expression {
  if (value.type === 'unknown') return value.node ?? fallback;
  return value.type === 'symbol' && value.origin.kind === 'apply'
    ? (value.origin.node ?? fallback)
    : fallback;
}

export function whyNot(value: Value): string {
  if (value.type === 'unknown') return value.why;
  if (value.type === 'symbol') return `it is made by ${symbolText(value)}, which is not known`;
  if (value.type === 'string' && pathOfString(value.parts) !== undefined) return 'it is a path';
  return `it is a ${value.type}, not a call of nixosSystem`;
}
