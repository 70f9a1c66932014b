/** A file system that does something at its k-th call. */
import type { FileSystem } from '../../../src/workspace/file-system.js';

/** Called before each call; may throw, or end the process. */
export type Before = (name: keyof FileSystem, count: number, parameters: readonly unknown[]) => void;

export function interposed(inner: FileSystem, before: Before): FileSystem {
  let count = 0;
  const wrap =
    <Parameters extends readonly unknown[], Result>(
      name: keyof FileSystem,
      call: (...parameters: Parameters) => Result,
    ) =>
    (...parameters: Parameters): Result => {
      count += 1;
      before(name, count, parameters);
      return call(...parameters);
    };
  return {
    facts: wrap('facts', inner.facts),
    realPath: wrap('realPath', inner.realPath),
    read: wrap('read', inner.read),
    requireWritable: wrap('requireWritable', inner.requireWritable),
    open: wrap('open', inner.open),
    write: wrap('write', inner.write),
    truncate: wrap('truncate', inner.truncate),
    setMode: wrap('setMode', inner.setMode),
    setOwner: wrap('setOwner', inner.setOwner),
    sync: wrap('sync', inner.sync),
    close: wrap('close', inner.close),
    rename: wrap('rename', inner.rename),
    replace: wrap('replace', inner.replace),
    link: wrap('link', inner.link),
    unlink: wrap('unlink', inner.unlink),
    makeFolder: wrap('makeFolder', inner.makeFolder),
    removeFolder: wrap('removeFolder', inner.removeFolder),
    makeSymbolicLink: wrap('makeSymbolicLink', inner.makeSymbolicLink),
    readSymbolicLink: wrap('readSymbolicLink', inner.readSymbolicLink),
  };
}

/** As the system reports it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code });
}
