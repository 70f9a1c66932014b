/** From the arguments of a command to a request: every combination that makes no sense is refused here, by name. */
import { defaultPlanOptions, type PlanOptions } from '../plan/plan.js';
import type { ColourChoice } from '../report/colour.js';
import { type Format, formats } from '../report/formats.js';
import { type Arguments, flag, known, list, oneOf, positional, single } from './arguments.js';
import type { Engine } from './engine.js';
import { colours } from './options.js';
import { usage } from './problems.js';
import type { InspectRequest, MigrateRequest, Request, VerifyRequest, Way } from './request.js';

/** `--color`; `--no-color` is what many tools also understand. */
export function decodeColour(args: Arguments): ColourChoice {
  return oneOf(args, 'color', colours, flag(args, 'no-color') ? 'never' : 'auto');
}

/** The migration, or `--recover`, which takes nothing but a path. */
export function decodeRun(args: Arguments, engine: Engine): Request {
  const path = positional(args, 'path', 0, '.');
  const colour = decodeColour(args);
  const way = wayOf(args);
  if (flag(args, 'recover')) {
    if (way.kind !== 'ask' && way.kind !== 'apply')
      throw usage(`--recover and --${way.kind} exclude each other`);
    return { kind: 'recover', path, colour };
  }
  const format = formatOf(args, way);
  return {
    kind: 'migrate',
    path,
    way,
    options: planOptions(args, engine),
    allowDirty: flag(args, 'allow-dirty'),
    gitAdd: !flag(args, 'no-git-add'),
    verify: verifyOf(args, way),
    report: single(args, 'report'),
    format,
    colour,
  };
}

/** Nix looks at files that are there, and at those that git knows. */
function verifyOf(args: Arguments, way: Way): MigrateRequest['verify'] {
  const milliseconds = nixTimeout(args);
  if (!flag(args, 'verify')) return undefined;
  if (way.kind === 'dry-run' || way.kind === 'check')
    throw usage(`--verify and --${way.kind} exclude each other`, 'Nix can look only at what is written');
  if (flag(args, 'no-git-add'))
    throw usage(
      '--verify and --no-git-add exclude each other',
      'Nix sees only the files that git knows; leave out --no-git-add',
    );
  return { milliseconds };
}

function nixTimeout(args: Arguments): number {
  const given = single(args, 'nix-timeout');
  if (given !== undefined && !/^[1-9]\d{0,4}$/.test(given))
    throw usage(`--nix-timeout takes seconds, not “${given}”`, 'e.g. --nix-timeout 600');
  return Number(given ?? '300') * 1000;
}

export function decodeInspect(args: Arguments): InspectRequest {
  const format = oneOf(args, 'format', ['text', 'json'], 'text');
  return {
    kind: 'inspect',
    path: positional(args, 'path', 1, '.'),
    options: { ...defaultPlanOptions, hosts: list(args, 'host'), allowPartial: true },
    json: format === 'json' || flag(args, 'json'),
    colour: decodeColour(args),
  };
}

export function decodeVerify(args: Arguments): VerifyRequest {
  const format = oneOf(args, 'format', ['text', 'json'], 'text');
  return {
    kind: 'verify',
    path: positional(args, 'path', 1, '.'),
    options: { ...defaultPlanOptions, hosts: list(args, 'host') },
    json: format === 'json' || flag(args, 'json'),
    milliseconds: nixTimeout(args),
    colour: decodeColour(args),
  };
}

/** `--yes` beside a preview is harmless and the preview wins; two previews are a contradiction. */
function wayOf(args: Arguments): Way {
  const given = (['dry-run', 'check', 'interactive'] as const).filter((name) => flag(args, name));
  const [first, second] = given;
  if (first !== undefined && second !== undefined)
    throw usage(`--${first} and --${second} exclude each other`);
  if (first === 'interactive' && flag(args, 'yes')) throw usage('--interactive and --yes exclude each other');
  return { kind: first ?? (flag(args, 'yes') ? 'apply' : 'ask') };
}

function formatOf(args: Arguments, way: Way): Format {
  const named = oneOf(args, 'format', formats, 'text');
  const json = flag(args, 'json');
  if (json && named !== 'text' && named !== 'json')
    throw usage(`--json and --format ${named} exclude each other`);
  const format = json ? 'json' : named;
  const looks = way.kind === 'check' || way.kind === 'dry-run';
  // These two formats say what is wrong with a tree; after a change there would be nothing left to say.
  if ((format === 'sarif' || format === 'github') && !looks) {
    throw usage(`--format ${format} needs --check or --dry-run`);
  }
  if (format === 'json' && way.kind === 'interactive')
    throw usage('--interactive and JSON exclude each other');
  return format;
}

function planOptions(args: Arguments, engine: Engine): PlanOptions {
  const codemods = engine.codemods.map(({ card }) => card.name);
  const only = list(args, 'only').map((name) => known('--only', name, codemods));
  const skip = list(args, 'skip').map((name) => known('--skip', name, codemods));
  const both = only.find((name) => skip.includes(name));
  if (both !== undefined) throw usage(`--only and --skip both name ${both}`);
  return {
    hosts: list(args, 'host'),
    variants: variantsOf(list(args, 'variant'), engine.variantNames),
    allowPartial: flag(args, 'allow-partial'),
    only,
    skip,
    inputName: inputNameOf(args),
    url: single(args, 'url'),
    overlayPath: single(args, 'overlay-path'),
    legacy: list(args, 'legacy'),
    additions: list(args, 'with')
      .flatMap((value) => value.split(','))
      .map((name) => known('--with', name, engine.additionNames)),
    processors: processorsOf(list(args, 'cpu-arch'), list(args, 'cpu-native')),
    keepDefault: flag(args, 'keep-nixpkgs-default'),
  };
}

/** Nix accepts such a name alone where it follows or overrides an input (`flakeIdRegex` in its sources). */
function inputNameOf(args: Arguments): string | undefined {
  const name = single(args, 'input-name');
  if (name !== undefined && !/^[a-zA-Z][a-zA-Z0-9_-]*$/.test(name))
    throw usage(`--input-name ${name} is no name of an input`, 'write e.g. --input-name upstream');
  return name;
}

/** A name as compilers take it for `-march`. */
const architecture = /^[a-z0-9][a-z0-9._+-]*$/i;

/** `HOST=ARCHITECTURE` and `HOST`: one of the two for a host. */
function processorsOf(named: readonly string[], native: readonly string[]): ReadonlyMap<string, string> {
  const processors = new Map<string, string>();
  const set = (host: string, processor: string): void => {
    const before = processors.get(host);
    if (before !== undefined && before !== processor)
      throw usage(`${host} cannot be built for both ${before} and ${processor}`);
    processors.set(host, processor);
  };
  for (const value of named) {
    const split = value.lastIndexOf('=');
    const processor = value.slice(split + 1);
    if (split < 1 || !architecture.test(processor) || processor === 'native')
      throw usage(`--cpu-arch ${value} is not HOST=ARCHITECTURE`, 'write e.g. --cpu-arch carbon=znver4');
    set(value.slice(0, split), processor);
  }
  for (const host of native) set(host, 'native');
  return processors;
}

/** `HOST=VARIANT` or `VARIANT`; a host's name may itself hold `=`, a variant's cannot. */
function variantsOf(values: readonly string[], names: readonly string[]): ReadonlyMap<string, string> {
  const variants = new Map<string, string>();
  for (const value of values) {
    const split = value.lastIndexOf('=');
    const host = split === -1 ? '*' : value.slice(0, split);
    const variant = known('--variant', value.slice(split + 1), names);
    if (host === '') throw usage(`--variant ${value} names no host`, 'write --variant HOST=VARIANT');
    const before = variants.get(host);
    if (before !== undefined && before !== variant) {
      const whom = host === '*' ? 'all hosts' : host;
      throw usage(`--variant asks for both ${before} and ${variant} for ${whom}`, 'give one variant a host');
    }
    variants.set(host, variant);
  }
  return variants;
}
