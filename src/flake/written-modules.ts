/** Which configurations have a module in which something is written. */
import { contains } from '../syntax/literals.js';
import type { Node } from '../syntax/nodes.js';
import type { Configuration } from './configuration.js';

/** What the modules of a configuration, and of its homes, are written as. */
export function writtenModules({ allModules }: Configuration): readonly Node[] {
  return allModules.flatMap(({ file, node, value }) => {
    // the whole text of a module: its `let` as well
    const whole = value.node?.source.file === file ? value.node?.source.root : undefined;
    return [value.node, file === undefined ? node : whole].filter((one) => one !== undefined);
  });
}

/** Whether a node is in a module of a configuration, or of one of its homes. */
export const isInModule = (configuration: Configuration, node: Node): boolean =>
  writtenModules(configuration).some((written) => contains(written, node));

/**
 * Whether a module of a configuration, or of one of its homes, has a name as a word.
 * @param elsewhere what does not count, e.g. where the name is bound
 */
export function isNamedInModules(configuration: Configuration, name: string, elsewhere: Node): boolean {
  const word = new RegExp(`(?<![\\w'-])${name.replace(/[^\w]/g, '\\$&')}(?![\\w'-])`, 'g');
  return writtenModules(configuration).some(({ source, start, end }) =>
    [...source.text.slice(start, end).matchAll(word)].some(({ index }) => {
      const place = start + index;
      return source !== elsewhere.source || place < elsewhere.start || place >= elsewhere.end;
    }),
  );
}
