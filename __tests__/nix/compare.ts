/**
 * Judges a migration: each host before and after. A problem is a sentence; none means that every reference is
 * the right build of the llama.cpp flake, all variants evaluate in every host, and nothing else changed.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { backendsOf, cmakeValue } from './builds.js';
import {
  type Build,
  evaluateFlake,
  type FlakeReport,
  type HostReport,
  nixFiles,
  type Packages,
  type Reference,
  VARIANTS,
  type Variant,
} from './evaluate.js';

export interface Expectations {
  /** The hosts that are migrated; the others must be as before. Absent: all. */
  readonly hosts?: readonly string[];
  /** Option paths whose references stay what they were, in migrated hosts too. */
  readonly unchanged?: readonly string[];
  /** What the plain name is on a host that says so itself, by `nixpkgs.config.llamaCppVariant`. */
  readonly plain?: Readonly<Record<string, keyof typeof EXACT>> | 'as the hosts say';
  /** The plain name stays nixpkgs' package. */
  readonly keepsDefault?: boolean;
  /** The folder of flake.nix in the repository. */
  readonly flake?: string;
}

type Evaluated<Report> = Extract<Report, { readonly kind: 'evaluated' }>;

/** All problems of the migration from the flake in `before` to the one in `after`. */
export function compareFlakes(before: string, after: string, expectations: Expectations = {}): string[] {
  const { flake } = expectations;
  const reports = compareReports(evaluateFlake(before, flake), evaluateFlake(after, flake), expectations);
  return [...reports, ...danglingPaths(before, after), ...parseErrors(after)];
}

/** The problems that the evaluations show. */
export function compareReports(
  before: FlakeReport,
  after: FlakeReport,
  expectations: Expectations = {},
): string[] {
  if (before.kind === 'failed') return [`before does not evaluate: ${before.message}`];
  if (after.kind === 'failed') return [`the flake does not evaluate: ${after.message}`];
  const hosts = new Set([...before.hosts.keys(), ...after.hosts.keys()]);
  const outputPaths = [...before.outputs.references, ...after.outputs.references].map(
    (reference) => reference.path,
  );
  return [
    ...inputProblems(before, after),
    ...valueProblems('outputs', before.outputs.values, after.outputs.values),
    ...outputPaths.flatMap((path) =>
      countProblems('outputs', path, before.outputs.references, after.outputs.references),
    ),
    ...[...hosts].flatMap((name) =>
      hostProblems(name, before.hosts.get(name), after.hosts.get(name), expectations),
    ),
  ];
}

// --- inputs ----------------------------------------------------------------------------------

function inputProblems(before: Evaluated<FlakeReport>, after: Evaluated<FlakeReport>): string[] {
  const isLlama = (name: string) =>
    after.inputKinds[name] === 'llama.cpp' || before.inputKinds[name] === 'llama.cpp';
  const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])];
  const changed = names
    .filter((name) => !isLlama(name) && !isDeepStrictEqual(before.inputs[name], after.inputs[name]))
    .map((name) => `input ${name} changed`);
  const llama = Object.keys(after.inputs).filter((name) => after.inputKinds[name] === 'llama.cpp');
  const [only] = llama;
  if (only === undefined || llama.length > 1)
    return [...changed, `${llama.length} inputs are llama.cpp's flake, not one`];
  const spec = JSON.stringify(after.inputs[only]);
  if (!/"github:ggml-org\/llama\.cpp/.test(spec)) changed.push(`input ${only} is not ggml-org's: ${spec}`);
  if (!/"nixpkgs":\{"follows":"[^"]+"\}/.test(spec))
    changed.push(`input ${only} does not follow a nixpkgs of the flake`);
  return changed;
}

// --- hosts -----------------------------------------------------------------------------------

function hostProblems(
  name: string,
  before: HostReport | undefined,
  after: HostReport | undefined,
  expectations: Expectations,
): string[] {
  const { hosts, unchanged = [], plain = {}, keepsDefault = false } = expectations;
  if (before === undefined) return [`${name}: a new host`];
  if (after === undefined) return [`${name}: the host is gone`];
  if (before.kind === 'failed') return [`${name}: does not evaluate before: ${before.message}`];
  const migrated = hosts === undefined || hosts.includes(name);
  const said = plain === 'as the hosts say' ? saidBy(after) : plain[name];
  const named = keepsDefault ? VARIANTS.filter((variant) => variant !== 'llama-cpp') : VARIANTS;
  const packages = migrated
    ? packageProblems(name, named, {
        plain: said === undefined ? before.configured : EXACT[said],
        always: alwaysIn(before.packages),
        packages: after.packages,
      })
    : [];
  if (after.kind === 'failed') return [`${name}: does not evaluate: ${after.message}`, ...packages];
  return [
    ...packages,
    ...(!migrated && !isDeepStrictEqual(before.packages, after.packages)
      ? [`${name}: its packages changed`]
      : []),
    ...referenceProblems(name, before, after, migrated ? unchanged : undefined),
    ...valueProblems(name, before.values, said === undefined ? after.values : unsaid(after.values, said)),
  ];
}

/** The variant that a host names. */
function saidBy(host: HostReport): keyof typeof EXACT | undefined {
  const value = host.kind === 'evaluated' ? host.values.get('nixpkgs.config.llamaCppVariant') : undefined;
  const isName = (name: string): name is keyof typeof EXACT => name in EXACT;
  const name = `llama-cpp-${String(value)}`;
  return isName(name) ? name : undefined;
}

/** The values without what a host says of its plain package, which must be as expected. */
function unsaid(values: ReadonlyMap<string, unknown>, variant: string): ReadonlyMap<string, unknown> {
  const path = 'nixpkgs.config.llamaCppVariant';
  if (`llama-cpp-${String(values.get(path))}` !== variant) return values;
  const others = [...values].filter(([name]) => name !== path);
  const isAlone = !others.some(([name]) => name.startsWith('nixpkgs.config'));
  return new Map(isAlone ? [...others, ['nixpkgs.config', {}]] : others);
}

const EXACT: Readonly<Record<Exclude<Variant, 'llama-cpp'>, readonly string[]>> = {
  'llama-cpp-cpu': [],
  'llama-cpp-cuda': ['cuda'],
  'llama-cpp-rocm': ['rocm'],
  'llama-cpp-vulkan': ['vulkan'],
};

/** Metal is in every build for macOS, as it is in nixpkgs'. */
function alwaysIn(packages: Packages): readonly string[] {
  const plain = packages['llama-cpp'];
  return plain.kind === 'build' && backendsOf(plain.build).includes('metal') ? ['metal'] : [];
}

function packageProblems(
  host: string,
  variants: readonly Variant[],
  {
    plain,
    always,
    packages,
  }: { readonly plain: readonly string[]; readonly always: readonly string[]; readonly packages: Packages },
): string[] {
  return variants.flatMap((variant) => {
    const where = `${host}: pkgs.${variant}`;
    const report = packages[variant];
    if (report.kind === 'absent') return [`${where} does not exist`];
    if (report.kind === 'error') return [`${where} fails: ${report.message}`];
    const backends = variant === 'llama-cpp' ? plain : EXACT[variant];
    return buildProblems(where, report.build, [...backends, ...always].sort());
  });
}

function buildProblems(where: string, build: Build, backends: readonly string[] | undefined): string[] {
  const problems: string[] = [];
  if (build.origin !== 'llama.cpp flake') problems.push(`${where} is ${build.origin}'s build`);
  if (backends !== undefined && !isDeepStrictEqual(backendsOf(build), backends)) {
    problems.push(`${where} is built with [${backendsOf(build)}], not [${backends}]`);
  }
  const dispatches = ['GGML_BACKEND_DL', 'GGML_CPU_ALL_VARIANTS'].every(
    (flag) => cmakeValue(build, flag) === 'TRUE',
  );
  if (!dispatches) problems.push(`${where} has no run-time choice of CPU kernels`);
  if (dispatches && /^(ON|TRUE|1)$/.test(cmakeValue(build, 'GGML_NATIVE') ?? '')) {
    problems.push(`${where} has GGML_NATIVE beside GGML_BACKEND_DL, which CMake refuses`);
  }
  return problems;
}

// --- references --------------------------------------------------------------------------------

/** `unchanged`: the option paths that stay as they were; `undefined`: all of them. */
function referenceProblems(
  host: string,
  before: Evaluated<HostReport>,
  after: Evaluated<HostReport>,
  unchanged: readonly string[] | undefined,
): string[] {
  const paths = [...new Set([...before.references, ...after.references].map((reference) => reference.path))];
  return paths.flatMap((path) => {
    const was = buildsAt(before.references, path);
    const is = buildsAt(after.references, path);
    if (unchanged === undefined || unchanged.includes(path)) {
      return isDeepStrictEqual(was, is) ? [] : [`${host}: ${path} is another llama.cpp build than before`];
    }
    const count = countProblems(host, path, before.references, after.references);
    if (count.length > 0) return count;
    return is.flatMap((build, index) => {
      // A copy of nixpkgs' package or a fork is its owner's and stays.
      const isLeftAlone = ['own', 'fork'].includes(build.origin) && isDeepStrictEqual(was[index], build);
      if (isLeftAlone) return [];
      const where = `${host}: ${path}`;
      return [
        ...buildProblems(where, build, wanted(was[index], build, before.configured)),
        ...lostFlags(was[index], build).map((flag) => `${where} has lost the flag ${flag}`),
      ];
    });
  });
}

/** What nixpkgs' own expression passes to CMake, and what asks for the machine at hand. */
const FLAGS_OF_NIXPKGS =
  /^-D(GGML_(NATIVE|BLAS|CUDA|HIP|METAL|RPC|VULKAN|BACKEND_DL|CPU_ALL_VARIANTS)|LLAMA_BUILD_SERVER|BUILD_SHARED_LIBS)(:|=)/;

/** Flags that the configuration had added and that are gone. */
function lostFlags(before: Build | undefined, after: Build): readonly string[] {
  return (before?.cmakeFlags ?? []).filter(
    (flag) => !FLAGS_OF_NIXPKGS.test(flag) && !after.cmakeFlags.includes(flag),
  );
}

function buildsAt(references: readonly Reference[], path: string): Build[] {
  return references.filter((reference) => reference.path === path).map((reference) => reference.build);
}

function countProblems(
  where: string,
  path: string,
  before: readonly Reference[],
  after: readonly Reference[],
): string[] {
  const was = buildsAt(before, path).length;
  const is = buildsAt(after, path).length;
  if (is < was) return [`${where}: ${path} has lost a llama.cpp reference`];
  if (is > was) return [`${where}: ${path} has a new llama.cpp reference`];
  return [];
}

/**
 * The backends that a reference must have kept; `undefined` where it had none, for then the hardware decides.
 * What only `nixpkgs.config` had added beside a backend that the reference itself names may go.
 */
function wanted(
  before: Build | undefined,
  after: Build,
  configured: readonly string[],
): readonly string[] | undefined {
  const had = before === undefined ? [] : backendsOf(before);
  if (had.length === 0) return undefined;
  const named = had.filter((backend) => !configured.includes(backend));
  return isDeepStrictEqual(backendsOf(after), named) ? named : had;
}

// --- everything else ---------------------------------------------------------------------------

function valueProblems(
  where: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths
    .filter((path) => !isDeepStrictEqual(before.get(path), after.get(path)))
    .map(
      (path) =>
        `${where}: ${path} changed from ${JSON.stringify(before.get(path))} to ${JSON.stringify(after.get(path))}`,
    );
}

// --- files that no evaluation reads --------------------------------------------------------------

/** Path literals that name a file which was there before and is gone. */
function danglingPaths(before: string, after: string): string[] {
  return nixFiles(after).flatMap((file) => {
    const code = readFileSync(join(after, file), 'utf8').replace(/#.*$/gm, '');
    const literals = code.match(/(?<![\w./~$}])\.{1,2}\/[\w./+-]+/g) ?? [];
    return literals
      .map((literal) => join(dirname(file), literal))
      .filter((path) => existsSync(join(before, path)) && !existsSync(join(after, path)))
      .map((path) => `${file} refers to ${path}, which is deleted`);
  });
}

function parseErrors(folder: string): string[] {
  const files = nixFiles(folder);
  const run = spawnSync('nix-instantiate', ['--parse', ...files.map((file) => join(folder, file))], {
    encoding: 'utf8',
  });
  return run.status === 0 ? [] : [`a file does not parse: ${run.stderr.trim()}`];
}
