/** Small repositories in temporary folders, and what is found in them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Flake, loadFlake } from '../../src/flake/flake.js';
import { findHosts, type Host } from '../../src/flake/hosts.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { openWorkspace } from '../../src/workspace/workspace.js';

/** Texts by path; `→ target` makes a link. */
export type Files = Readonly<Record<string, string>>;

await loadGrammar();

const folders: string[] = [];

/** To be called when a suite is done. */
export function removeRepositories(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** @param folder of the flake within the repository */
export function flakeOf(files: Files, folder = ''): Flake {
  const root = mkdtempSync(join(tmpdir(), 'flake-'));
  folders.push(root);
  mkdirSync(join(root, '.git'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text.startsWith('→ ')) symlinkSync(text.slice(2), join(root, path));
    else writeFileSync(join(root, path), text);
  }
  return loadFlake(openWorkspace(join(root, folder)));
}

export interface Found {
  /** `name kind system nixpkgs: files of its modules`, what is not known as `?`, a doubtful file with `?` behind it. */
  readonly hosts: readonly string[];
  /** `name: why`, `*` for hosts without names. */
  readonly unknown: readonly string[];
  /** What is not known of the modules of the hosts that are. */
  readonly gaps: readonly string[];
}

export function found(files: Files, folder = ''): Found {
  const { known, unknown } = findHosts(flakeOf(files, folder));
  return {
    hosts: known.map(describe),
    unknown: unknown.map(({ name, why }) => `${name ?? '*'}: ${why}`),
    gaps: known.flatMap((host) => host.configuration.modules.gaps().map(({ why }) => why)),
  };
}

function describe({ name, kind, configuration }: Host): string {
  const files = configuration.modules.collected.modules.flatMap(({ file, maybe }) =>
    file === undefined ? [] : [maybe === undefined ? file : `${file}?`],
  );
  const facts = `${name} ${kind} ${configuration.system ?? '?'} ${configuration.nixpkgs ?? '?'}`;
  return files.length === 0 ? facts : `${facts}: ${files.join(' ')}`;
}

/** The host of that name, which must be there. */
export function hostOf(files: Files, name: string): Host {
  const host = findHosts(flakeOf(files)).known.find((one) => one.name === name);
  if (host === undefined) throw new Error(`there is no host ${name}`);
  return host;
}

/** A flake.nix with the usual inputs, more of them, and outputs as they are given. */
export function flakeNix(outputs: string, inputs = ''): string {
  return `{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    home-manager.url = "github:nix-community/home-manager";
    nix-darwin = { url = "github:LnL7/nix-darwin"; inputs.nixpkgs.follows = "nixpkgs"; };
    ${inputs}
  };
  outputs = ${outputs};
}
`;
}
