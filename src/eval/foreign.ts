/**
 * Nix that is not the user's: what flakes of others do, put down in this program so that it can be evaluated. Values
 * remember no nodes of such texts, as nothing in them can be shown or edited.
 */
import type { Expression } from '../syntax/nodes.js';
import type { Source } from '../syntax/source.js';

const foreignSources = new WeakSet<Source>();

export function markForeign(source: Source): void {
  foreignSources.add(source);
}

/** The node where it is the user's. */
export function ownNode<Node extends Expression>(node: Node | undefined): Node | undefined {
  return node === undefined || foreignSources.has(node.source) ? undefined : node;
}
