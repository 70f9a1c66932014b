/** The machines and homes of a flake. */
import { pathOfString } from './modules/collect.js';
import { symbolText, type Value } from '../eval/value.js';
import type { Place } from '../problem.js';
import type { Expression } from '../syntax/nodes.js';
import type { Configuration } from './configuration.js';
import type { Flake } from './flake.js';
import { ConfigurationCall, type ConfigurationKind, detailOf } from './symbols.js';

export interface Host {
  /** The attribute name, e.g. `carbon`. */
  readonly name: string;
  readonly kind: ConfigurationKind;
  readonly configuration: Configuration;
  /** Where its entry is written, where that is known. */
  readonly node: Expression | undefined;
}

/** A host, or a whole table of hosts, that cannot be understood. */
export interface UnknownHost {
  /** `undefined` for hosts whose very names are not known. */
  readonly name: string | undefined;
  readonly kind: ConfigurationKind;
  readonly why: string;
  readonly place: Place | undefined;
}

export interface Hosts {
  readonly known: readonly Host[];
  readonly unknown: readonly UnknownHost[];
}

const outputNames: readonly (readonly [string, ConfigurationKind])[] = [
  ['nixosConfigurations', 'nixos'],
  ['darwinConfigurations', 'darwin'],
  ['homeConfigurations', 'home'],
];

export function findHosts(flake: Flake): Hosts {
  const outputs = flake.outputs.force();
  const known: Host[] = [];
  const unknown: UnknownHost[] = [];
  if (outputs.type !== 'set') {
    unknown.push({ name: undefined, kind: 'nixos', why: whyNot(outputs), place: flake.source.place(placeOf(outputs, flake.outputsBinding.value).start) });
    return { known, unknown };
  }
  for (const [output, kind] of outputNames) {
    const thunk = outputs.get(output);
    if (thunk === undefined) {
      if (kind === 'nixos') unknown.push(...fromRest(flake, outputs.rest, kind));
      continue;
    }
    const table = thunk.force();
    if (table.type !== 'set') {
      const node = placeOf(table, thunk.node ?? flake.outputsBinding.value);
      unknown.push({ name: undefined, kind, why: whyNot(table), place: node.source.place(node.start) });
      continue;
    }
    unknown.push(...fromRest(flake, table.rest, kind));
    for (const name of table.names()) addHost(name, kind, table);
  }
  return { known, unknown };

  function addHost(name: string, kind: ConfigurationKind, table: Extract<Value, { type: 'set' }>): void {
    const thunk = table.get(name);
    if (thunk === undefined) return;
    const value = thunk.force();
    const call = detailOf(value);
    if (call instanceof ConfigurationCall) {
      known.push({ name, kind: call.kind, configuration: flake.world.configuration(call), node: thunk.node });
      return;
    }
    const node = placeOf(value, thunk.node ?? flake.outputsBinding.value);
    unknown.push({ name, kind, why: whyNot(value), place: node.source.place(node.start) });
  }
}

/** Hosts may hide in what is merged into the outputs, unless that is known to hold none. */
function fromRest(flake: Flake, rest: readonly Value[], kind: ConfigurationKind): UnknownHost[] {
  return rest.flatMap((value): UnknownHost[] => {
    if (value.type === 'symbol') return [];
    const node = placeOf(value, flake.outputsBinding.value);
    return [{ name: undefined, kind, why: whyNot(value), place: node.source.place(node.start) }];
  });
}

function placeOf(value: Value, fallback: Expression): Expression {
  return value.type === 'unknown' ? (value.node ?? fallback) : fallback;
}

function whyNot(value: Value): string {
  if (value.type === 'unknown') return value.why;
  if (value.type === 'symbol') return `it is made by ${symbolText(value)}, which is not known`;
  if (value.type === 'string' && pathOfString(value.parts) !== undefined) return 'it is a path';
  return `it is a ${value.type}, not a call of nixosSystem`;
}
