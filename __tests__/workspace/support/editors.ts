/** How programs save a file, as far as that makes a difference to a run that changes the same file. */
import { closeSync, mkdirSync, openSync, renameSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Editor {
  readonly name: string;
  /** In: an absolute path and the new content. Out: what is left to do a few calls to the disk later. */
  readonly save: (path: string, content: string) => (() => void) | undefined;
}

const inPlace: Editor = {
  name: 'writes to the file',
  save(path, content) {
    writeFileSync(path, content);
    return undefined;
  },
};

const byRename: Editor = {
  name: 'renames another file over it',
  save(path, content) {
    writeFileSync(`${path}.editor`, content);
    renameSync(`${path}.editor`, path);
    return undefined;
  },
};

/** As vim does with `backupcopy=no`. */
const withBackup: Editor = {
  name: 'moves the file away and writes a new one',
  save(path, content) {
    let hasBackup = true;
    try {
      renameSync(path, `${path}~`);
    } catch {
      // there is nothing to move: the file is a new one
      hasBackup = false;
    }
    writeFileSync(path, content);
    if (hasBackup) unlinkSync(`${path}~`);
    return undefined;
  },
};

/** The first four bytes are there at once, the rest when the run has gone on. */
const slowly: Editor = {
  name: 'writes to the file slowly',
  save(path, content) {
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, content.slice(0, 4));
    return () => {
      writeSync(descriptor, content.slice(4));
      closeSync(descriptor);
    };
  },
};

export const editors: readonly Editor[] = [inPlace, byRename, withBackup, slowly];

/** Saves, and makes the folders of a new file. */
export function save(editor: Editor, path: string, content: string): (() => void) | undefined {
  mkdirSync(dirname(path), { recursive: true });
  return editor.save(path, content);
}

/** Opens the file without emptying it, as `>>` does: what is written later goes to this very file. */
export function openToWrite(path: string, content: string): () => void {
  const descriptor = openSync(path, 'r+');
  return () => {
    writeSync(descriptor, content, 0);
    closeSync(descriptor);
  };
}
