/** Columns aligned with spaces, for terminals and logs. */

/** Rows under a head; every cell but a row's last is padded to its column's width. Cells hold no colour and no line break. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
      .join('  ')
      .trimEnd(),
  );
}

/** Characters, not code units; wide East Asian characters are rare in host names and count as one. */
function width(cell: string): number {
  return [...cell].length;
}
