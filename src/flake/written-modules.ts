/** Which configurations have a module in which something is written. */
import { contains } from '../syntax/literals.js';
import type { Node } from '../syntax/nodes.js';
import type { Configuration } from './configuration.js';

/** Whether a node is in a module of a configuration, or of one of its homes. */
export function isInModule(configuration: Configuration, node: Node): boolean {
  const evaluations = [configuration.modules, ...configuration.homes.map(({ modules }) => modules)];
  return evaluations.some(({ collected }) =>
    collected.modules.some(({ file, node: named, value }) => {
      // the whole text of a module that is no file: its `let` as well
      const written = file === undefined ? [value.node, named] : [value.node];
      return written.some((one) => one !== undefined && contains(one, node));
    }),
  );
}
