/** Where the overlay's file is, or is to be. */
import { folderOf, joinPath } from '../src/eval/paths.js';
import type { Flake } from '../src/flake/flake.js';
import type { Host } from '../src/flake/hosts.js';
import { listedFolders } from '../src/flake/listed-folders.js';
import { overlayOf } from '../src/flake/scopes.js';
import type { PlanOptions } from '../src/plan/plan.js';
import type { Problem } from '../src/problem.js';
import { withoutParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { notNix, outsideRoot, plainProblem } from '../src/workspace/problems.js';
import type { Legacy } from './legacy.js';
import { loadedOverlay, type OverlayHead } from './loaded-overlay.js';
import { overlayExists } from './problems.js';

export interface OverlayFile {
  /** Relative to the repository's root. */
  readonly path: string;
  /** It is there already, made by an earlier run. */
  readonly exists: boolean;
  /** How it is called by the code that loads its folder and applies it to every host; `undefined` where it is named. */
  readonly loader: OverlayHead | undefined;
  readonly refusals: readonly Problem[];
}

const fileName = 'llama-cpp.nix';
/** Where that is the name of an overlay that is replaced. */
const otherName = 'llama-cpp-flake.nix';

/** @param hosts all that the flake has */
export function chooseOverlayPath(
  flake: Flake,
  hosts: readonly Host[],
  options: PlanOptions,
  legacy: Legacy,
): OverlayFile {
  const [ours] = legacy.ours;
  if (ours !== undefined) return { path: ours.source.file, exists: true, loader: undefined, refusals: [] };
  const base = folderOf(flake.path);
  const inFlake = (path: string): string => joinPath(base, path) ?? path;
  if (options.overlayPath !== undefined) {
    const path = joinPath(base, options.overlayPath);
    if (path === undefined || !path.endsWith('.nix')) {
      const kind = path === undefined ? outsideRoot : notNix;
      const problem = plainProblem(
        kind,
        `--overlay-path ${options.overlayPath} is no .nix file of the repository.`,
        'Name a new .nix file below the folder of flake.nix, e.g. --overlay-path overlays/llama-cpp.nix.',
      );
      return { path: options.overlayPath, exists: false, loader: undefined, refusals: [problem] };
    }
    const taken = flake.files.exists(path);
    return { path, exists: false, loader: undefined, refusals: taken ? [existsAlready(path)] : [] };
  }
  const candidates = [
    ...overlayFolders(flake).flatMap((folder) => [`${folder}/${fileName}`, `${folder}/${otherName}`]),
    ...(flake.files.folder(inFlake('nixos')) !== undefined ? [inFlake(`nixos/overlays/${fileName}`)] : []),
    inFlake(`overlays/${fileName}`),
    inFlake(`overlays/${otherName}`),
    inFlake(`nix/${fileName}`),
    inFlake(fileName),
  ];
  const isListed = listedFolders(
    flake,
    hosts.map(({ configuration }) => configuration),
  );
  const loaded =
    options.hosts.length > 0 ? undefined : loadedOverlay(flake, hosts, loadedCandidates(flake, isListed));
  if (loaded !== undefined) return { path: loaded.path, exists: false, loader: loaded.head, refusals: [] };
  const path = candidates.find((candidate) => {
    const folder = folderOf(candidate);
    return !flake.files.exists(candidate) && !isListed(folder) && !isBelowTree(flake, folder);
  });
  if (path !== undefined) return { path, exists: false, loader: undefined, refusals: [] };
  return {
    path: inFlake(`overlays/${fileName}`),
    exists: false,
    loader: undefined,
    refusals: [existsAlready(inFlake(`overlays/${fileName}`))],
  };
}

function existsAlready(path: string): Problem {
  return {
    kind: overlayExists,
    message: `${path} exists already.`,
    hint: '--overlay-path PATH names another place.',
  };
}

/**
 * Where a loader may look for overlays, files of a folder or the default.nix of folders in it: what more of are there
 * first, as each is tried.
 */
function loadedCandidates(flake: Flake, isListed: (folder: string) => boolean): readonly string[] {
  const direct = (file: string): string => (file.endsWith('/default.nix') ? '' : folderOf(file));
  const nested = (file: string): string => (file.endsWith('/default.nix') ? folderOf(folderOf(file)) : '');
  const own = flake.files.own();
  const candidates = [
    ...overlayFolders(flake).map((folder) => ({ folder, name: fileName, holder: direct })),
    ...overlayFolders(flake, nested).map((folder) => ({
      folder,
      name: 'llama-cpp/default.nix',
      holder: nested,
    })),
  ].map(({ folder, name, holder }) => ({
    folder,
    path: `${folder}/${name}`,
    siblings: own.filter((file) => holder(file) === folder).length,
  }));
  return candidates
    .filter(
      ({ folder, path }) => isListed(folder) && !isBelowTree(flake, folder) && !flake.files.exists(path),
    )
    .sort((left, right) => right.siblings - left.siblings)
    .map(({ path }) => path);
}

/**
 * The folders of the flake that hold overlays, the nearest to flake.nix first.
 * @param folderOfFile the folder that a file counts for
 */
function overlayFolders(flake: Flake, folderOfFile: (file: string) => string = folderOf): readonly string[] {
  const base = folderOf(flake.path);
  const inside = (file: string): boolean => base === '' || file.startsWith(`${base}/`);
  const folders = new Map<string, number>();
  for (const file of flake.files.own()) {
    const folder = folderOfFile(file);
    if (!/(^|\/)overlays?$/.test(folder) || /(^|\/)(templates?|examples?|tests?)(\/|$)/.test(folder))
      continue;
    if (!inside(file) || flake.workspace.submoduleOf(file) !== undefined) continue;
    folders.set(folder, (folders.get(folder) ?? 0) + (isOverlayFile(flake, file) ? 2 : 1));
  }
  return [...folders.keys()].sort(
    (left, right) => left.split('/').length - right.split('/').length || (left < right ? -1 : 1),
  );
}

function isOverlayFile(flake: Flake, file: string): boolean {
  const parsed = flake.files.parsed(file);
  if (parsed?.kind !== 'parsed') return false;
  const root = withoutParentheses(parsed.source.root);
  return isOverlay(root) || (root.kind === 'lambda' && isOverlay(root.body));
}

const isOverlay = (node: Expression): boolean => overlayOf(node) !== undefined;

/** A folder that `import-tree ./x` reads as modules, unless a part of its path starts with `_`. */
function isBelowTree(flake: Flake, folder: string): boolean {
  for (const file of flake.files.own()) {
    const text = flake.files.text(file);
    if (text === undefined || !/import-tree/.test(text)) continue;
    for (const match of text.matchAll(/import-tree\s+\(?\s*(\.\.?\/[\w./-]*|\.\/\.)/g)) {
      const root = joinPath(folderOf(file), match[1] ?? '.');
      if (
        root !== undefined &&
        (root === '' || folder === root || folder.startsWith(`${root}/`)) &&
        !/(^|\/)_/.test(folder)
      )
        return true;
    }
  }
  return false;
}
