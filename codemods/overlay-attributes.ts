/**
 * The attributes of the overlay beside the variants: the plain name, and what is added because it was asked for or
 * because a host needs it. Each was evaluated against upstream's package and against nixpkgs'.
 */
import type { Formatter } from '../src/edit/layout.js';
import { buildName, type ProcessorBuild, plainName, variantSetting } from './facts.js';

export interface OverlayAttributeText {
  readonly name: string;
  /** One line that says what it is for. */
  readonly comment: string;
  /** The binding, written at indentation 0. */
  readonly text: (formatter: Formatter) => string;
}

/** The binding of the plain name: what nixpkgs.config says, or what a host says by name. */
export function plainText(plain: 'followed' | 'chosen'): string {
  if (plain === 'followed')
    return `inherit ${plainName}; # follows nixpkgs.config.cudaSupport and rocmSupport`;
  return `# What a host names in nixpkgs.config.${variantSetting}; else follows cudaSupport and rocmSupport.
${chosenText}
`;
}

/** nixpkgs' config takes any attribute (nixpkgs pkgs/top-level/config.nix, `freeformType`). */
export const chosenText = `${plainName} =
  if prev.config ? ${variantSetting} then
    final."${buildName(`\${prev.config.${variantSetting}}`)}"
  else
    ${plainName};`;

/** The values of `--with`. */
export const additionNames = ['rpc', 'static'] as const;
export type Addition = (typeof additionNames)[number];

export const isAddition = (text: string): text is Addition => additionNames.some((name) => name === text);

export const additions: Readonly<Record<Addition, OverlayAttributeText>> = {
  rpc: {
    name: buildName('rpc'),
    comment: '# Inference that is spread over several machines.',
    text: (formatter) => `${buildName('rpc')} = only ${set(formatter, 'useRpc = true;')};`,
  },
  static: {
    name: buildName('static'),
    comment: '# All of it built with musl; nothing is loaded at run time.',
    text: () => `${buildName('static')} = final.pkgsStatic.llamaPackages.${plainName};`,
  },
};

/** A package of nixpkgs that gets nixpkgs' own llama-cpp. */
export const callerText = (name: string): OverlayAttributeText => ({
  name,
  comment: "# What overrides arguments that only nixpkgs' package has.",
  text: (formatter) => `${name} = prev.${name}.override ${set(formatter, `inherit (prev) ${plainName};`)};`,
});

/** A variant for one CPU, or for that of the machine that builds it. */
export function processorText({ variant, processor }: ProcessorBuild): OverlayAttributeText {
  const name = buildName(`${variant}-${processor}`);
  const text = processor === nativeProcessor ? nativeText : namedText;
  return {
    name,
    comment:
      processor === nativeProcessor
        ? '# Impure: for the CPU of the machine that builds it. GGML_NATIVE excludes loading kernels at run time.'
        : '# For one CPU: it crashes on those that lack its instructions.',
    text: (formatter) => text(name, { variant, processor }, formatter),
  };
}

/** ggml takes GGML_NATIVE for the builder's CPU; the compiler's wrapper lets it, told so by its environment. */
export const nativeProcessor = 'native';

const withEnvironment = (formatter: Formatter, setting: string): string =>
  `env = (old.env or ${set(formatter)}) // ${set(formatter, setting)};`;

function namedText(name: string, { variant, processor }: ProcessorBuild, formatter: Formatter): string {
  return `${name} = final.${buildName(variant)}.overrideAttrs (old: {
  ${withEnvironment(formatter, `NIX_CFLAGS_COMPILE = "-march=${processor}";`)}
});`;
}

/** From the package without the flags of the overlay: ggml refuses GGML_NATIVE beside GGML_BACKEND_DL. */
function nativeText(name: string, { variant }: ProcessorBuild, formatter: Formatter): string {
  const [equals, inner, end] = formatter === 'alejandra' ? ['= ', '  ', ''] : ['=\n  ', '    ', '  '];
  const [open, close] = formatter === 'alejandra' ? ['[', ']'] : ['[ ', ' ]'];
  const switches = backendSwitches.map(([one, argument]) => `${argument} = ${one === variant};`);
  const attributes = [
    withEnvironment(formatter, 'NIX_ENFORCE_NO_NATIVE = "0";'),
    `cmakeFlags = old.cmakeFlags ++ ${open}(prev.lib.cmakeBool "GGML_NATIVE" true)${close};`,
    'preferLocalBuild = true;',
    'allowSubstitutes = false;',
  ];
  const block = (bindings: readonly string[]): string => bindings.map((one) => `${inner}${one}\n`).join('');
  return `${name} ${equals}(llamaPackages.${plainName}.override {
${block(switches)}${end}}).overrideAttrs (old: {
${block(attributes)}${end}});`;
}

const backendSwitches = [
  ['cuda', 'useCuda'],
  ['rocm', 'useRocm'],
  ['vulkan', 'useVulkan'],
] as const;

function set(formatter: Formatter, inner?: string): string {
  const space = formatter === 'alejandra' ? '' : ' ';
  return inner === undefined ? `{${space}}` : `{${space}${inner}${space}}`;
}
