/** What a codemod is: a card and one pure function. */
import type { Edit } from '../edit/edit.js';
import type { Problem } from '../problem.js';

/** The head of a codemod's file: feeds `list`, `explain`, the documentation and a test. */
export interface Card {
  /** The name for `--only` and `--skip`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** What it does and leaves alone, in a paragraph. */
  readonly explanation: string;
  readonly before: string;
  readonly after: string;
}

/** What a codemod wants done. */
export interface Contribution {
  readonly edits?: readonly Edit[];
  readonly creations?: readonly { readonly path: string; readonly text: string }[];
  readonly deletions?: readonly string[];
  readonly refusals?: readonly Problem[];
  readonly warnings?: readonly Problem[];
}

/** A codemod over some model of what it migrates. It reads no file, prints nothing and writes nothing. */
export interface Codemod<Model> {
  readonly card: Card;
  readonly plan: (model: Model) => Contribution;
}
