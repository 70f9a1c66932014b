/** What `inspect` shows: the flake as the tool understands it. */
import type { Place } from '../problem.js';
import { printable } from '../workspace/printable.js';
import { counted } from './change-counts.js';
import type { Palette } from './colour.js';
import { jsonPlace } from './json.js';
import { jsonText } from './json-text.js';
import { placeText } from './problem.js';

export interface InspectReport {
  /** The path of flake.nix, relative to the repository's root. */
  readonly flake: string;
  readonly inputs: readonly InspectedInput[];
  readonly hosts: readonly InspectedHost[];
}

export interface InspectedInput {
  readonly name: string;
  readonly url: string;
  /** E.g. `flake`, `follows`, `source`. */
  readonly kind: string;
}

export interface InspectedHost {
  readonly name: string;
  readonly kind: string;
  readonly system?: string | undefined;
  /** The function that builds it, e.g. `nixpkgs.lib.nixosSystem`. */
  readonly builder: string;
  /** The call that builds it. */
  readonly place?: Place | undefined;
  readonly modules: readonly { readonly path: string }[];
  readonly overlays: readonly PlacedText[];
  readonly references: readonly (PlacedText & { readonly state: string })[];
  readonly evidence: readonly { readonly what: string; readonly value: string; readonly place: Place }[];
  readonly unknown: readonly {
    readonly what: string;
    readonly why: string;
    readonly place?: Place | undefined;
  }[];
}

export interface PlacedText {
  readonly place: Place;
  readonly text: string;
}

const inspectJsonVersion = 1;

/** After `schema/inspect.schema.json`. */
export function inspectJson(report: InspectReport): string {
  return jsonText({
    version: inspectJsonVersion,
    flake: report.flake,
    inputs: report.inputs.map(({ name, url, kind }) => ({ name, url, kind })),
    hosts: report.hosts.map((host) => ({
      name: host.name,
      kind: host.kind,
      system: host.system ?? null,
      builder: host.builder,
      place: jsonPlace(host.place),
      modules: host.modules.map(({ path }) => path),
      overlays: host.overlays.map(({ place, text }) => ({ place: jsonPlace(place), text })),
      references: host.references.map(({ place, text, state }) => ({ place: jsonPlace(place), text, state })),
      evidence: host.evidence.map(({ what, value, place }) => ({ what, value, place: jsonPlace(place) })),
      unknown: host.unknown.map(({ what, why, place }) => ({ what, why, place: jsonPlace(place) })),
    })),
  });
}

/** For people: inputs, then host by host what was found and where. */
export function inspectText(report: InspectReport, palette: Palette): string {
  const inputs = report.inputs.map(
    (input) => `${printable(input.name)}: ${printable(input.url)} (${printable(input.kind)})`,
  );
  const blocks = [
    [
      `${palette.bold(printable(report.flake))}: ${counted(report.inputs.length, 'input')}, ${counted(report.hosts.length, 'host')}`,
      ...section('inputs', inputs),
    ],
    ...report.hosts.map((host) => hostLines(host, palette)),
  ];
  return blocks.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

function hostLines(host: InspectedHost, palette: Palette): readonly string[] {
  const system = host.system === undefined ? '' : `, ${printable(host.system)}`;
  return [
    `${palette.bold(printable(host.name))} (${printable(host.kind)}${system})`,
    `  builder: ${printable(host.builder)}${at(host.place)}`,
    ...section(
      'files',
      host.modules.map(({ path }) => printable(path)),
    ),
    ...section(
      'overlays',
      host.overlays.map(({ place, text }) => `${oneLine(text)}${at(place)}`),
    ),
    ...section(
      'references',
      host.references.map(({ place, text, state }) => `${oneLine(text)}: ${printable(state)}${at(place)}`),
    ),
    ...section(
      'evidence',
      host.evidence.map(({ what, value, place }) => `${oneLine(value)}: ${printable(what)}${at(place)}`),
    ),
    ...section(
      'not known',
      host.unknown.map(({ what, why, place }) => `${printable(what)}: ${printable(why)}${at(place)}`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)];
}

function at(place: Place | undefined): string {
  return place === undefined ? '' : `  ${placeText(place)}`;
}

/** Source over several lines on one, shortened. */
function oneLine(source: string): string {
  const line = source.replace(/\s+/g, ' ').trim();
  return printable([...line].length > 80 ? `${[...line].slice(0, 79).join('')}…` : line);
}
