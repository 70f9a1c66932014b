/** What the overlay has to offer for this flake, and what one of an earlier run lacks of it. */
import { insertBinding } from '../src/edit/bindings.js';
import type { Edit, Motive } from '../src/edit/edit.js';
import { layoutOf } from '../src/edit/layout.js';
import { replace } from '../src/edit/replace.js';
import { brokenPackages } from './broken-packages.js';
import { plainName } from './facts.js';
import type { Migration } from './migration.js';
import { namingHosts, processorBuilds } from './named-builds.js';
import {
  additions,
  callerText,
  chosenText,
  isAddition,
  type OverlayAttributeText,
  processorText,
} from './overlay-attributes.js';
import type { OverlayContent } from './overlay-text.js';
import { attributesOf } from './overlays.js';

export function wantedContent(migration: Migration): OverlayContent {
  const plain = migration.keepsDefault ? 'kept' : isChosen(migration) ? 'chosen' : 'followed';
  return {
    head: migration.overlay.loader,
    input: migration.input.name,
    plain,
    more: wantedAttributes(migration),
  };
}

const isChosen = (migration: Migration): boolean => namingHosts(migration).length > 0;

function wantedAttributes(migration: Migration): readonly OverlayAttributeText[] {
  const added = [...new Set(migration.options.additions)].filter(isAddition);
  return [
    ...added.map((name) => additions[name]),
    ...processorBuilds(migration).map(processorText),
    ...(migration.keepsDefault ? [] : brokenPackages(migration).map(callerText)),
  ];
}

const motive: Motive = { by: 'create-overlay', why: 'the overlay for the hosts' };

/** The edits that give the overlay of an earlier run what it lacks. */
export function missingAttributes(migration: Migration): readonly Edit[] {
  const [overlay] = migration.legacy.ours;
  const set = overlay?.sets[0];
  if (overlay === undefined || set === undefined) return [];
  const { formatter } = layoutOf(overlay.source);
  const own = attributesOf(overlay);
  const missing = wantedAttributes(migration).filter(({ name }) => own.every((one) => one.name !== name));
  const plain = own.find(({ name }) => name === plainName);
  const isFollowing = plain?.binding.kind === 'inherit' && isChosen(migration);
  return [
    ...(isFollowing ? [replace(plain.binding, chosenText, motive)] : []),
    ...missing.flatMap(({ comment, text }) =>
      insertBinding(set, `${comment}\n${text(formatter)}`, motive, { blankLineBefore: true }),
    ),
  ];
}
