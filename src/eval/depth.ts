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

/** Whether nothing is being evaluated yet. */
export const isBottom = (): boolean => depth === 0;

/**
 * The last resort, for shapes that take more of the stack than any that was measured: at the bottom, the end of the
 * stack is an error like others, and the evaluation can go on with other values.
 */
export function isOverflow(error: unknown): boolean {
  if (!(error instanceof RangeError)) return false;
  // some steps back up may have had no room to be counted
  depth = 1;
  return true;
}

export const tooDeep = 'is nested too deeply';
