/** The machines and homes of a flake. */
import { whyNamesUnknown } from '../eval/builtins/shapes.js';
import { whyPathUnknown } from '../eval/text-parts.js';
import { Thunk } from '../eval/thunk.js';
import {
  because,
  type SetValue,
  type UnknownValue,
  type UnnamedAttribute,
  type Value,
} from '../eval/value.js';
import type { Place } from '../problem.js';
import type { Expression } from '../syntax/nodes.js';
import type { Configuration } from './configuration.js';
import type { Flake } from './flake.js';
import { hiveNodes } from './frameworks/colmena.js';
import { evaluateForeign } from './frameworks/stand-ins.js';
import { hiddenHosts } from './hidden-hosts.js';
import {
  callOf,
  isHomeOfMachine,
  isImageBuilder,
  isOfAnotherFlake,
  mayHoldHosts,
  outputNames,
  placeOf,
  possibleNames,
  whyNot,
  writtenName,
} from './host-values.js';
import { applyNestedSystems } from './nested-systems.js';
import type { ConfigurationKind } from './symbols.js';

export interface Host {
  /** The attribute name, e.g. `carbon`; where it is not known, as it is written: `${metadata.hostName}`. */
  readonly name: string;
  readonly isUnnamed: boolean;
  readonly kind: ConfigurationKind;
  readonly configuration: Configuration;
  /** Where its entry is written, where that is known. */
  readonly node: Expression | undefined;
  /** It is a node of a colmena hive. A machine of `nixosConfigurations` may have the same name. */
  readonly isNode: boolean;
}

/** A host, or a whole table of hosts, that cannot be understood. */
export interface UnknownHost {
  /** `undefined` for hosts whose very names are not known. */
  readonly name: string | undefined;
  readonly kind: ConfigurationKind;
  readonly why: string;
  readonly place: Place | undefined;
  /** It is in a colmena hive beside `nixosConfigurations`. */
  readonly isBeside: boolean;
}

export interface Hosts {
  readonly known: readonly Host[];
  readonly unknown: readonly UnknownHost[];
  /** Hosts that are outputs of another flake, which alone can change them. */
  readonly elsewhere: readonly UnknownHost[];
}

/**
 * Outputs by system in which commands look for these names as well: `darwin-rebuild` and `nix build` in `packages`,
 * home-manager in `legacyPackages` (Nix manual, "nix", "Flake output attribute").
 */
const outputsBySystem = ['packages', 'legacyPackages'];

export function findHosts(flake: Flake): Hosts {
  const outputs = flake.outputs.force();
  const finder = new Finder(flake);
  if (outputs.type !== 'set') {
    const node = placeOf(outputs, flake.outputsBinding.value);
    return {
      known: [],
      elsewhere: [],
      unknown: [
        {
          name: undefined,
          kind: 'nixos',
          why: whyNot(outputs) + unlockedNote(flake),
          place: node.source.place(node.start),
          isBeside: false,
        },
      ],
    };
  }
  for (const [output, kind] of outputNames) finder.table(outputs.get(output), kind);
  for (const output of outputsBySystem) finder.tablesBySystem(outputs.get(output));
  finder.nodes(hive(flake, outputs));
  if (finder.isEmpty()) finder.unknown.push(...hiddenHosts(flake, outputs));
  for (const { configuration } of finder.known) applyNestedSystems(flake.interpreter, configuration);
  // without a host of its own, there is nothing to go on with
  if (finder.known.length === 0) finder.unknown.push(...finder.elsewhere.splice(0));
  return { known: finder.known, unknown: finder.unknown, elsewhere: finder.elsewhere };
}

/** Where a host was found. */
interface Origin {
  readonly isNode: boolean;
  /** There are `nixosConfigurations` besides. */
  readonly isBeside: boolean;
  readonly isUnnamed: boolean;
}

const ofOutputs: Origin = { isNode: false, isBeside: false, isUnnamed: false };

const keyOf = (name: string, kind: ConfigurationKind, { isNode }: Origin): string =>
  `${isNode ? 'node' : kind} ${name}`;

class Finder {
  readonly known: Host[] = [];
  readonly unknown: UnknownHost[] = [];
  readonly elsewhere: UnknownHost[] = [];
  readonly #flake: Flake;
  readonly #names = new Set<string>();

  constructor(flake: Flake) {
    this.#flake = flake;
  }

  /** Whether nothing was found but images, which are built beside the machines. */
  isEmpty(): boolean {
    const machines = this.known.filter(({ configuration }) => !isImageBuilder(configuration.call));
    return machines.length + this.unknown.length + this.elsewhere.length === 0;
  }

  /** The hosts of `nixosConfigurations` and the like. */
  table(thunk: Thunk | undefined, kind: ConfigurationKind): void {
    this.#table(thunk, kind, ofOutputs);
  }

  /** The nodes of a hive, which colmena deploys whatever `nixosConfigurations` has beside it. */
  nodes(thunk: Thunk | undefined): void {
    const isBeside =
      this.known.some((host) => host.kind === 'nixos') || this.unknown.some((host) => host.kind === 'nixos');
    this.#table(thunk, 'nixos', { ...ofOutputs, isNode: true, isBeside });
  }

  #table(thunk: Thunk | undefined, kind: ConfigurationKind, origin: Origin): void {
    if (thunk === undefined) return;
    const value = thunk.force();
    if (value.type !== 'set') {
      this.#add(undefined, kind, value, thunk.node, origin);
      return;
    }
    for (const rest of value.rest) this.#rest(rest, kind, origin);
    this.#hosts(value, kind, origin);
  }

  /** What may be in a table besides: a host without a name, hosts that may be there, or what cannot be known at all. */
  #rest(rest: Value, kind: ConfigurationKind, origin: Origin): void {
    if (rest.type === 'unknown' && rest.unnamed !== undefined)
      this.#unnamed(rest.unnamed, kind, rest, origin);
    else if (rest.type === 'unknown')
      for (const name of possibleNames(rest)) this.#add(name, kind, because(rest), undefined, origin);
    else if (mayHoldHosts(rest)) this.#add(undefined, kind, rest, undefined, origin);
  }

  /** A host whose name is not known goes by the text of its name; two of the same text are not told apart. */
  #unnamed(
    { name, thunk }: UnnamedAttribute,
    kind: ConfigurationKind,
    unknown: UnknownValue,
    origin: Origin,
  ): void {
    const text = writtenName(name);
    if (this.#names.has(keyOf(text, kind, origin))) this.#add(undefined, kind, unknown, undefined, origin);
    else this.#host(text, kind, thunk, { ...origin, isUnnamed: true });
  }

  #hosts(table: SetValue, kind: ConfigurationKind, origin: Origin): void {
    for (const name of table.names()) {
      const host = table.get(name);
      if (host !== undefined) this.#host(name, kind, host, origin);
    }
  }

  tablesBySystem(thunk: Thunk | undefined): void {
    const systems = thunk?.force();
    if (systems?.type !== 'set') return;
    for (const system of systems.names()) {
      const packages = systems.get(system)?.force();
      if (packages?.type !== 'set') continue;
      for (const [output, kind] of outputNames) {
        const table = packages.get(output)?.force();
        if (table?.type === 'set') this.#hosts(table, kind, ofOutputs);
      }
      this.#images(packages);
    }
  }

  /** Systems that are packages: images of nixos-generators. */
  #images(packages: SetValue): void {
    for (const name of packages.names()) {
      const thunk = packages.get(name);
      const call = thunk === undefined ? undefined : callOf(thunk.force());
      if (thunk !== undefined && call !== undefined && isImageBuilder(call))
        this.#host(name, call.kind, thunk, ofOutputs);
    }
  }

  #host(name: string, kind: ConfigurationKind, thunk: Thunk, origin: Origin): void {
    const key = keyOf(name, kind, origin);
    // the same home for several systems
    if (this.#names.has(key)) return;
    this.#names.add(key);
    const value = thunk.force();
    const call = callOf(value);
    if (call === undefined && isHomeOfMachine(value)) return;
    const configuration = call === undefined ? undefined : this.#flake.world.configuration(call);
    // what is not known of the name may be what is not known of the paths of its own modules
    const gaps = origin.isUnnamed ? configuration?.modules.gaps() : undefined;
    const gap = gaps?.find(({ why }) => why === whyPathUnknown);
    if (configuration === undefined || gap !== undefined)
      this.#add(name, kind, gap ?? value, thunk.node, origin);
    else if (!origin.isNode || !this.known.some((host) => host.configuration === configuration))
      this.known.push({
        name,
        isUnnamed: origin.isUnnamed,
        kind: configuration.kind,
        configuration,
        node: thunk.node,
        isNode: origin.isNode,
      });
  }

  #add(
    name: string | undefined,
    kind: ConfigurationKind,
    value: Value,
    node: Expression | undefined,
    { isBeside }: Origin,
  ): void {
    const reason = name === undefined && value.type === 'set' ? whyNamesUnknown(value) : value;
    const where = placeOf(reason, node ?? this.#flake.outputsBinding.value);
    const why = whyNot(reason);
    const list = isOfAnotherFlake(value) ? this.elsewhere : this.unknown;
    list.push({
      name,
      kind,
      why: why + unlockedNote(this.#flake),
      place: where.source.place(where.start),
      isBeside,
    });
  }
}

/** The nodes of a colmena hive. */
function hive(flake: Flake, outputs: SetValue): Thunk | undefined {
  const made = outputs.get('colmenaHive')?.force();
  const nodes = made?.type === 'set' ? made.get('nodes') : undefined;
  if (nodes !== undefined) return nodes;
  const written = outputs.get('colmena');
  const value = written?.force();
  if (value?.type !== 'set') return undefined;
  // what flake-parts leaves open of its option is not taken for nodes
  const whole = new Thunk(() => ({ ...value, rest: value.rest.filter(mayHoldHosts) }), written?.node);
  return new Thunk(
    () => flake.interpreter.apply(evaluateForeign(flake.interpreter, 'colmena', hiveNodes), whole),
    written?.node,
  );
}

/** Flakes without inputs get their sources from npins, tack and the like, which no one else can read. */
function unlockedNote(flake: Flake): string {
  return flake.inputs.bindings.length > 0
    ? ''
    : '; flake.nix declares no inputs, so that nixpkgs comes from another place';
}
