/** Edits as data: what is to be replaced in a file, by whom and why. */
export interface Edit {
  /** Path relative to the repository's root. */
  readonly file: string;
  /** Offsets into the original text, UTF-16 code units; `end` is exclusive, equal to `start` for an insertion. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The codemod that wants it. */
  readonly by: string;
  /** One short clause, e.g. “nixpkgs' package to the host's variant”. */
  readonly why: string;
}

/** Who wants an edit and why; the rest of an `Edit` follows from the place. */
export type Motive = Pick<Edit, 'by' | 'why'>;

/** Edits without those that are said twice. */
export function uniqueEdits(edits: readonly Edit[]): readonly Edit[] {
  const seen = new Map(
    edits.map((edit) => [`${edit.file}\u0000${edit.start}\u0000${edit.end}\u0000${edit.text}`, edit]),
  );
  return [...seen.values()];
}
