/** Where hosts may be that are not seen: a flake without hosts must not be taken for one that surely has none. */
import { type SetValue, symbolText, type Value } from '../eval/value.js';
import type { Expression } from '../syntax/nodes.js';
import type { Flake } from './flake.js';
import { makesNoHosts } from './frameworks/flake-modules.js';
import type { UnknownHost } from './hosts.js';

/** @returns nothing where the outputs are known to the last and have no hosts */
export function hiddenHosts(flake: Flake, outputs: SetValue): readonly UnknownHost[] {
  const hidden: UnknownHost[] = [];
  const add = (why: string, node: Expression | undefined): void => {
    const where = node ?? flake.outputsBinding.value;
    hidden.push({
      name: undefined,
      kind: 'nixos',
      why,
      place: where.source.place(where.start),
      isBeside: false,
    });
  };
  for (const rest of outputs.rest) {
    if (isNamesake(rest)) continue;
    if (rest.type === 'unknown') add(rest.why, rest.node);
    else if (rest.type === 'symbol') add(`${symbolText(rest)} may make hosts, which is not known`, undefined);
  }
  for (const { collected } of flake.world.flakeModules) {
    for (const gap of collected.gaps) add(`a flake-parts module is not known: ${gap.why}`, gap.node);
    const [first, ...others] = collected.external.filter(({ symbol }) => !makesNoHosts(symbol));
    if (first === undefined) continue;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    add(
      `no module of the repository makes hosts; ${first.text}${more} may make some, which is not known`,
      first.node,
    );
  }
  return hidden;
}

/** The names under which a set of options, or the flake itself, goes on where it is not known. */
function isNamesake(rest: Value): boolean {
  if (rest.type !== 'symbol') return false;
  return /^(config|self)\b/.test(symbolText(rest));
}
