/**
 * How deep the evaluation is. There is one stack, so there is one count, whoever evaluates: expressions within
 * expressions, values that need other values, functions of the library that apply functions.
 */

/**
 * With Node's default stack of 984 KiB, evaluation overflows at a depth between 2,200 and 3,400, depending on the
 * shape of what is nested (measured on recursive functions, chains of attributes, of options and of modules).
 */
const deepest = 1000;

let depth = 0;

/** Goes one step down; `false` where there is no room. Every `true` is followed by one `leave`. */
export function enter(): boolean {
  if (depth >= deepest) return false;
  depth += 1;
  return true;
}

export function leave(): void {
  depth -= 1;
}

export const tooDeep = 'is nested too deeply';
