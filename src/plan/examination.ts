/** A flake as it is, for `verify`: what must be true of one that was migrated. */
export interface ExaminedHost {
  /** Its name; where that is not known, the way in which it is written. */
  readonly name: string;
  readonly isUnnamed?: boolean | undefined;
  /** Whether it is only a node of a colmena hive, which has no output of the flake. */
  readonly isNode?: boolean | undefined;
  readonly kind: 'nixos' | 'darwin' | 'home';
  /** Whether the overlay is among those of the host's package set, as far as this tool can tell. */
  readonly hasOverlay: boolean;
  /** The packages that the host uses, by attribute; the plain one where it names none. */
  readonly attributes: readonly string[];
}

export interface Examination {
  /** flake.nix, the overlay and all modules: relative to the repository's root, sorted. */
  readonly files: readonly string[];
  /** The overlay's file; `undefined` where there is none. */
  readonly overlay: string | undefined;
  readonly hosts: readonly ExaminedHost[];
}
