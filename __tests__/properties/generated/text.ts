/** Nix as text, in the manner of nixfmt; `layout.ts` writes it in others. */

/** Everything but the first line one step further in. */
export const inner = (text: string): string => text.replace(/\n(?=[^\n])/g, '\n  ');

export const lines = (parts: readonly string[]): string => parts.join('\n');

/** `{ … }` with a binding a line. */
export function set(bindings: readonly string[], open = '{'): string {
  return bindings.length === 0 ? `${open} }` : `${open}\n  ${inner(lines(bindings))}\n}`;
}

/** `[ … ]` with an element a line, or all on one. */
export function list(elements: readonly string[], isOneLine = false): string {
  if (elements.length === 0) return '[ ]';
  return isOneLine ? `[ ${elements.join(' ')} ]` : `[\n  ${inner(lines(elements))}\n]`;
}

/** `let … in …`; the body alone where nothing is bound. */
export function letIn(bindings: readonly string[], body: string): string {
  return bindings.length === 0 ? body : `let\n  ${inner(lines(bindings))}\nin\n${body}`;
}

/** Names of the flake's own that may be others: `«mkHost»`. */
export const own = (name: string): string => `«${name}»`;

/** Puts the names in. */
export function named(text: string, names: (name: string) => string): string {
  return text.replace(/«([^«»]+)»/g, (_whole, name: string) => names(name));
}
