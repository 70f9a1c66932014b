/** One case each: a flake drawn from fast-check, written in a layout, migrated, and looked at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc, { type GeneratorValue } from 'fast-check';
import { flakesIn } from '../fuzz/repositories.js';
import { compareFlakes } from '../nix/compare.js';
import { Choices, type GeneratedFlake, someFlake } from './generated/flake.js';
import { named } from './generated/text.js';
import { laidOut, someLayout } from './layout.js';
import type { Files } from './memory.js';
import { type Migrated, migratedFiles } from './migrated.js';
import { otherName, usualName, withUsualNames } from './names.js';
import { referenceEdits, violationsAfterwards, violationsOf } from './promises.js';
import { wordsOf } from './tokens.js';

/** What a run of many cases counts. */
export interface Tally {
  cases: number;
  refused: number;
  readonly codes: Map<string, number>;
}

export const newTally = (): Tally => ({ cases: 0, refused: 0, codes: new Map() });

function written(flake: GeneratedFlake, name: (of: string) => string): Files {
  return Object.fromEntries(Object.entries(flake.files).map(([path, text]) => [path, named(text, name)]));
}

function inLayout(files: Files, choices: Choices, comments = true): Files {
  const layout = someLayout(choices, comments);
  return Object.fromEntries(
    Object.entries(files).map(([path, text], index) => [path, laidOut(text, layout, choices, `c${index}`)]),
  );
}

function tallied(tally: Tally, { plan }: Migrated): void {
  tally.cases += 1;
  if (plan.refusals.length > 0) tally.refused += 1;
  for (const { kind } of plan.refusals) tally.codes.set(kind.code, (tally.codes.get(kind.code) ?? 0) + 1);
}

/** Fails with all files of a case, so that it can be repeated without the generator. */
function expectNone(violations: readonly string[], files: Files): void {
  if (violations.length === 0) return;
  const shown = Object.entries(files).map(([path, text]) => `=== ${path}\n${text}`);
  throw new Error(`${violations.join('\n')}\n\n${shown.join('\n')}`);
}

/** Every promise that a run makes. */
async function keepsPromises(draw: GeneratorValue, tally: Tally): Promise<void> {
  const choices = new Choices(draw);
  const flake = someFlake(choices, { withPackage: true });
  const files = inLayout(written(flake, usualName), choices);
  const migrated = await migratedFiles(files);
  tallied(tally, migrated);
  // a plan has been through both in the ladder already
  const isThorough = choices.chance(4);
  const violations = [
    ...violationsOf(migrated, flake, (text) => named(text, usualName)),
    ...(isThorough ? await violationsAfterwards(migrated, flake) : []),
  ];
  expectNone(violations, files);
}

/** White space does not change what is done. Comments do: an override that has some is not written anew. */
async function ignoresLayout(draw: GeneratorValue, tally: Tally): Promise<void> {
  const choices = new Choices(draw);
  const plain = written(someFlake(choices, { withPackage: true }), usualName);
  const other = inLayout(plain, choices, false);
  const [one, two] = [await migratedFiles(plain), await migratedFiles(other)];
  tallied(tally, one);
  tallied(tally, two);
  expectNone(differences(wordsOfAll(one.after), wordsOfAll(two.after)), other);
}

/** The examples and fixtures as well, which are written with more care, are migrated alike in every layout. */
async function ignoresLayoutOfFixtures(draw: GeneratorValue, tally: Tally): Promise<void> {
  const choices = new Choices(draw);
  const { files: plain } = choices.of(fixtures());
  const other = inLayout(plain, choices, false);
  const [one, two] = [await migratedFiles(plain), await migratedFiles(other)];
  tallied(tally, one);
  tallied(tally, two);
  expectNone(differences(wordsOfAll(one.after), wordsOfAll(two.after)), other);
}

type Named = ReturnType<typeof flakesIn>[number];

let known: readonly [Named, ...Named[]] | undefined;

function fixtures(): readonly [Named, ...Named[]] {
  if (known === undefined) {
    const root = join(import.meta.dirname, '../..');
    const [first, ...more] = flakesIn([join(root, 'examples'), join(root, '__tests__/fixtures')]);
    if (first === undefined) throw new Error('there are no fixtures');
    known = [first, ...more];
  }
  return known;
}

/** The names that a flake gives to its own functions and arguments do not change what is done. */
async function ignoresNames(draw: GeneratorValue, tally: Tally): Promise<void> {
  const flake = someFlake(new Choices(draw), { withPackage: true });
  const [plain, renamed] = [written(flake, usualName), written(flake, otherName)];
  const [one, two] = [await migratedFiles(plain), await migratedFiles(renamed)];
  tallied(tally, one);
  tallied(tally, two);
  const back = Object.entries(wordsOfAll(two.after)).map(([path, words]) => [path, withUsualNames(words)]);
  expectNone(differences(wordsOfAll(one.after), Object.fromEntries(back)), renamed);
}

/** A host more, and a package more in each, that have nothing to do with llama.cpp, change no reference. */
async function ignoresStrangers(draw: GeneratorValue, tally: Tally): Promise<void> {
  const { recording, replayed } = recorded(draw);
  const flake = someFlake(new Choices(recording), { withPackage: true });
  const more = someFlake(new Choices(replayed()), { withPackage: true, withStranger: true });
  const [plain, strange] = [written(flake, usualName), written(more, usualName)];
  const [one, two] = [await migratedFiles(plain), await migratedFiles(strange)];
  tallied(tally, one);
  tallied(tally, two);
  const refused = (migrated: Migrated): boolean => migrated.plan.refusals.length > 0;
  // who reads a module that names the package is no stranger to it: the hosts then say which build they mean
  if (strangerShares(one, two)) return;
  const edits = (migrated: Migrated): Record<string, string> =>
    refused(migrated) ? {} : { edits: referenceEdits(migrated.plan).join('\n') };
  expectNone(differences(edits(one), edits(two)), strange);
}

const strangerShares = (...both: readonly Migrated[]): boolean =>
  both.some(({ plan }) => plan.edits.some(({ text }) => text.includes('llamaCppVariant')));

/** Where nothing is llama.cpp and the input and the overlay are left out, nothing changes. */
async function leavesOthersAlone(draw: GeneratorValue, tally: Tally): Promise<void> {
  const choices = new Choices(draw);
  const files = inLayout(written(someFlake(choices, { withPackage: false }), usualName), choices);
  const skip = ['add-flake-input', 'create-overlay', 'inject-overlay'];
  const migrated = await migratedFiles(files, { skip });
  tallied(tally, migrated);
  expectNone(differences(files, migrated.after), files);
}

const wordsOfAll = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, wordsOf(text)]));

function differences(one: Files, other: Files): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((path) =>
    one[path] === other[path]
      ? []
      : [`${path} becomes another:\n${one[path] ?? 'nothing'}\n--- not\n${other[path] ?? 'nothing'}`],
  );
}

/** What was drawn, to be drawn once more. */
function recorded(draw: GeneratorValue): { recording: GeneratorValue; replayed: () => GeneratorValue } {
  const values: unknown[] = [];
  const recording = Object.assign((...argv: Parameters<GeneratorValue>) => {
    const value = draw(...argv);
    values.push(value);
    return value;
  }, draw);
  const replayed = (): GeneratorValue => {
    let at = 0;
    return Object.assign(() => {
      at += 1;
      return values[at - 1];
    }, draw) as GeneratorValue;
  };
  return { recording: recording as GeneratorValue, replayed };
}

/** By official Nix all hosts are as before, each reference is llama.cpp's flake's, and every variant evaluates. */
export async function evaluatesAlike(draw: GeneratorValue, tally: Tally): Promise<void> {
  const choices = new Choices(draw);
  const flake = someFlake(choices, { withPackage: true });
  // nixpkgs makes its variants from the plain package, so that a backend given to that is in them too; their names mean one
  fc.pre(
    !flake.isRedefined ||
      !flake.expected.some(({ before }) => /\bllama-cpp-(cuda|rocm|vulkan)\b/.test(before)),
  );
  const marked = inLayout(written(flake, usualName), choices);
  // Nix takes no byte order mark
  const files = Object.fromEntries(
    Object.entries(marked).map(([path, text]) => [path, text.replace(/^\uFEFF/, '')]),
  );
  const migrated = await migratedFiles(files);
  tallied(tally, migrated);
  if (migrated.plan.refusals.length > 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  try {
    for (const name of ['before', 'after'] as const) {
      for (const [path, text] of Object.entries(migrated[name])) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), text);
      }
    }
    const expectations = { plain: 'as the hosts say' } as const;
    expectNone(compareFlakes(join(folder, 'before'), join(folder, 'after'), expectations), files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export type Property = (draw: GeneratorValue, tally: Tally) => Promise<void>;

/** What holds for any generated flake, and how large a share of the cases each gets. */
export const properties: readonly (readonly [title: string, share: number, property: Property])[] = [
  ['is refused whole or migrated as promised', 0.4, keepsPromises],
  ['is migrated alike in every layout', 0.15, ignoresLayout],
  ['of the fixtures is migrated alike in every layout', 0.1, ignoresLayoutOfFixtures],
  ['is migrated alike under other names', 0.1, ignoresNames],
  ['is migrated alike beside strangers', 0.1, ignoresStrangers],
  ['without llama.cpp stays as it is, when the input is left out', 0.15, leavesOthersAlone],
];
