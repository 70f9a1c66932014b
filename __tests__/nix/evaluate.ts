/**
 * Evaluates a flake with official Nix and stub inputs (`world.nix`): for each host which llama.cpp build
 * every reference is, which builds its package set has, and every other value of its configuration.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Build, buildsIn, flatten, type Json, withoutBuilds } from './builds.js';

export type { Build, Json } from './builds.js';

export const VARIANTS = [
  'llama-cpp',
  'llama-cpp-cpu',
  'llama-cpp-cuda',
  'llama-cpp-rocm',
  'llama-cpp-vulkan',
] as const;
export type Variant = (typeof VARIANTS)[number];

/** One use of a llama.cpp build, by option path; elements of a list share the list's path. */
export interface Reference {
  readonly path: string;
  readonly build: Build;
}

/** What `pkgs.<variant>` is: a build, nothing (the attribute is not there), or Nix's error. */
export type PackageReport =
  | { readonly kind: 'build'; readonly build: Build }
  | { readonly kind: 'absent' }
  | { readonly kind: 'error'; readonly message: string };

export type Packages = Readonly<Record<Variant, PackageReport>>;

export type HostReport =
  | {
      readonly kind: 'evaluated';
      readonly references: readonly Reference[];
      readonly packages: Packages;
      /** The backends that `nixpkgs.config` switches on in a plain `llama-cpp`, sorted. */
      readonly configured: readonly string[];
      /** Every value by option path, llama.cpp builds reduced to `<llama-cpp>`. */
      readonly values: ReadonlyMap<string, Json>;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly packages: Packages };

export type FlakeReport =
  | {
      readonly kind: 'evaluated';
      /** The literal `inputs`. */
      readonly inputs: Readonly<Record<string, Json>>;
      /** What each input's URL names: `nixpkgs`, `llama.cpp`, `fork`, `follows`, `other`, … */
      readonly inputKinds: Readonly<Record<string, string>>;
      /** By name; `darwin:<name>` and `home:<name>` for the other two kinds, `node:<name>` for those of a colmena hive. */
      readonly hosts: ReadonlyMap<string, HostReport>;
      /** References and values of the outputs that are no hosts. */
      readonly outputs: {
        readonly references: readonly Reference[];
        readonly values: ReadonlyMap<string, Json>;
      };
    }
  | { readonly kind: 'failed'; readonly message: string };

type RawHost = { config: Json; configured: string[]; packages: Record<string, string | null> };
type RawFlake = {
  inputs: Record<string, Json>;
  kinds: Record<string, string>;
  hosts: Record<string, string[]>;
  outputs: Json;
};

const WORLD = join(import.meta.dirname, 'world.nix');
const PREFIXES: Readonly<Record<string, string>> = {
  nixosConfigurations: '',
  darwinConfigurations: 'darwin:',
  homeConfigurations: 'home:',
  nodes: 'node:',
};

/**
 * Evaluates a flake. Where the folder is a git repository, only files known to git exist, as for flakes.
 * @param folder of the repository
 * @param flake the folder of flake.nix in it
 */
export function evaluateFlake(folder: string, flake = '.'): FlakeReport {
  const scratch = mkdtempSync(join(tmpdir(), 'flake-'));
  try {
    const world = new World(scratch, folder, flake);
    return world.everything() ?? world.piecewise();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

class World {
  private readonly root: string;
  /** The folder of flake.nix. */
  private readonly flake: string;
  private readonly vocabulary: string;

  constructor(scratch: string, folder: string, flake: string) {
    this.root = join(scratch, 'source');
    this.flake = join(this.root, flake);
    this.vocabulary = join(scratch, 'vocabulary.json');
    copyAsFlake(folder, this.root);
    writeFileSync(this.vocabulary, JSON.stringify(identifiersOf(this.root)));
  }

  /** One evaluation for a flake without faults; `undefined` where anything fails. */
  everything(): FlakeReport | undefined {
    const answer = this.ask<{ flake: RawFlake; hosts: Record<string, Record<string, RawHost>> }>(
      'ask = "everything";',
    );
    if (!answer.ok) return undefined;
    return this.report(answer.value.flake, (output, name) => {
      const host = answer.value.hosts[output]?.[name];
      if (host === undefined) throw new Error(`no answer for ${output}.${name}`);
      return this.hostReport(host.config, host.configured, toPackages(host.packages));
    });
  }

  /** One evaluation for each question, so that every fault is named where it is. */
  piecewise(): FlakeReport {
    const flake = this.ask<RawFlake>('ask = "flake";');
    if (!flake.ok) return { kind: 'failed', message: flake.message };
    return this.report(flake.value, (output, name) => {
      const host = `host = [ "${output}" "${name}" ];`;
      const entries = VARIANTS.map((variant) => {
        const answer = this.ask<string | null>(`ask = "package"; ${host} name = "${variant}";`);
        return [
          variant,
          answer.ok ? toPackage(answer.value) : { kind: 'error', message: answer.message },
        ] as const;
      });
      const packages = Object.fromEntries(entries) as Packages;
      const config = this.ask<Json>(`ask = "config"; ${host}`);
      if (!config.ok) return { kind: 'failed', message: config.message, packages };
      const configured = this.ask<string[]>(`ask = "configured"; ${host}`);
      return this.hostReport(config.value, configured.ok ? configured.value : [], packages);
    });
  }

  private report(flake: RawFlake, host: (output: string, name: string) => HostReport): FlakeReport {
    const hosts = new Map<string, HostReport>();
    for (const [output, names] of Object.entries(flake.hosts)) {
      for (const name of names) hosts.set(`${PREFIXES[output] ?? ''}${name}`, host(output, name));
    }
    const outputs = this.split(flake.outputs);
    return { kind: 'evaluated', inputs: flake.inputs, inputKinds: flake.kinds, hosts, outputs };
  }

  private hostReport(config: Json, configured: readonly string[], packages: Packages): HostReport {
    return { kind: 'evaluated', packages, configured, ...this.split(config) };
  }

  /** References apart from all other values. */
  private split(tree: Json): { references: Reference[]; values: Map<string, Json> } {
    const references: Reference[] = [];
    const values = new Map<string, Json>();
    for (const [path, value] of flatten(tree)) {
      const text = JSON.stringify(value);
      for (const build of buildsIn(text)) references.push({ path, build });
      values.set(path, JSON.parse(withoutBuilds(text).replaceAll(this.root, '<flake>')) as Json);
    }
    return { references, values };
  }

  private ask<T>(question: string): { ok: true; value: T } | { ok: false; message: string } {
    const expression = `import ${WORLD} { root = ${this.flake}; question = { ${question} }; }`;
    const run = spawnSync('nix-instantiate', ['--eval', '--strict', '--json', '--expr', expression], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, STUB_VOCABULARY: this.vocabulary, STUB_ROOT: this.root, NIX_PATH: '' },
    });
    if (run.status === 0) return { ok: true, value: JSON.parse(run.stdout) as T };
    const said = run.stderr.replaceAll(`${this.root}/`, '');
    return { ok: false, message: (said.match(/error: [\s\S]*/)?.[0] ?? said).trim() };
  }
}

function toPackages(paths: Record<string, string | null>): Packages {
  return Object.fromEntries(
    VARIANTS.map((variant) => [variant, toPackage(paths[variant] ?? null)]),
  ) as Packages;
}

function toPackage(path: string | null): PackageReport {
  if (path === null) return { kind: 'absent' };
  const [build] = buildsIn(path);
  return build === undefined
    ? { kind: 'error', message: `${path} is no build of llama.cpp` }
    : { kind: 'build', build };
}

/** Copies what a flake sees of its folder: all of it, or in a git repository what git knows. */
function copyAsFlake(folder: string, target: string): void {
  if (!existsSync(join(folder, '.git'))) {
    cpSync(folder, target, { recursive: true });
    return;
  }
  const known = execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' }).split('\0');
  for (const file of known) {
    if (file === '' || !existsSync(join(folder, file))) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(folder, file), join(target, file));
  }
}

/** Every `.nix` file below `folder`, as relative paths. */
export function nixFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.nix') && !file.startsWith('.git/'))
    .sort();
}

/** The words of the flake's files: the names that its stub packages and modules get. */
function identifiersOf(root: string): string[] {
  const words = new Set<string>();
  for (const file of nixFiles(root)) {
    for (const word of readFileSync(join(root, file), 'utf8').match(/[A-Za-z_][\w'-]*/g) ?? [])
      words.add(word);
  }
  return [...words].sort();
}
