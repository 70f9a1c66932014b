/** Whether only some of the machines are migrated, by choice or because the others are not understood. */
import type { Host, UnknownHost } from '../src/flake/hosts.js';
import type { Migration } from './migration.js';

/** The machines that are not understood; what a hive has beside them is no machine of the flake. */
export const strangers = ({ unknownHosts }: Migration): readonly UnknownHost[] =>
  unknownHosts.filter(({ isBeside }) => !isBeside);

/** Whether a file may be that of a machine that keeps what it has: no migrated host is known to read it as a module. */
export function mayBeOfOthers(migration: Migration, file: string): boolean {
  const isPart = migration.otherHosts.length + strangers(migration).length > 0;
  return isPart && !migration.hosts.some((host) => readsFile(host, file));
}

/** Whether a file is one of the modules of a host or of its homes. */
export const readsFile = ({ configuration }: Host, file: string): boolean =>
  configuration.allModules.some((module) => module.file === file);
