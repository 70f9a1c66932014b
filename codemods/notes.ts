/** What is said of the run as a whole. */
import type { Host } from '../src/flake/hosts.js';
import { listed, type Migration } from './migration.js';
import { commonRevision, pinsOf } from './pins.js';

export function notesOf(migration: Migration): readonly string[] {
  return [
    ...migration.input.notes,
    ...pinNotes(migration),
    ...registryNotes(migration),
    ...unnamedNotes(migration),
  ];
}

/** An input more is an entry more where a host registers all of them: the one other thing that changes. */
function registryNotes({ flake, hosts, input }: Migration): readonly string[] {
  if (input.existing !== undefined) return [];
  const names = flake.inputs.entries.filter(({ isFlake }) => isFlake).map(({ name }) => name);
  const registers = ({ configuration }: Host): boolean => {
    const registry = configuration.modules.value(['nix', 'registry']);
    const entries = new Set(registry.type === 'set' ? registry.names() : []);
    return names.length > 1 && names.every((name) => entries.has(name));
  };
  const registering = hosts.filter(registers).map(({ name }) => name);
  if (registering.length === 0) return [];
  return [`All inputs are in the nix.registry of ${listed(registering)}: ${input.name} will be, too.`];
}

function unnamedNotes({ hosts }: Migration): readonly string[] {
  const names = hosts.filter(({ isUnnamed }) => isUnnamed).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`Names that cannot be known without running Nix stand as they are written: ${listed(names)}.`];
}

function pinNotes({ input, references, legacy, options }: Migration): readonly string[] {
  const revision = commonRevision([...pinsOf(references), ...legacy.pins]);
  const isKept =
    revision !== undefined &&
    input.existing === undefined &&
    options.url === undefined &&
    input.url.endsWith(`/${revision}`);
  return isKept
    ? [`The version that the configuration pins, ${revision}, is now that of the input: ${input.url}.`]
    : [];
}
