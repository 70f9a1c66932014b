/** What a plan does to files, as data. Paths are relative to the repository's root, with `/`. */
export type FileChange =
  | { readonly kind: 'create'; readonly path: string; readonly after: string }
  | { readonly kind: 'modify'; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: 'delete'; readonly path: string; readonly before: string };
