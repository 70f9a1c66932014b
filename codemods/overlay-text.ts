/**
 * The overlay's file. Upstream's package is built with the host's own package set (its nixpkgs.config and other
 * overlays count), for every generation of CPUs, and each variant has exactly the backend that it is named after.
 * Checked with official Nix in the tests; the reasons are in README, "Why this overlay".
 */
import type { Formatter } from '../src/edit/layout.js';
import type { OverlayHead } from './loaded-overlay.js';
import { type OverlayAttributeText, plainText } from './overlay-attributes.js';

export interface OverlayContent {
  /** What the file is called with; `undefined` where this tool writes the call. */
  readonly head: OverlayHead | undefined;
  /** The name of the flake's input. */
  readonly input: string;
  /** What the plain name is: the build that nixpkgs.config or the host says, or nixpkgs' own package. */
  readonly plain: 'followed' | 'chosen' | 'kept';
  /** What comes after the variants. */
  readonly more: readonly OverlayAttributeText[];
}

export function overlayText(content: OverlayContent, formatter: Formatter, lineEnd: string): string {
  const { head, input, plain, more } = content;
  const template = formatter === 'alejandra' ? alejandra : nixfmt;
  const ownName = plain === 'kept' ? '' : `${indented(plainText(plain))}\n`;
  const rest = more.map(({ comment, text }, index) => {
    // what has one purpose stands together
    const head = comment === more[index - 1]?.comment ? '' : `\n${comment}\n`;
    return indented(`${head}${text(formatter)}\n`);
  });
  const text = template(selected(input), ownName, rest.join(''));
  return text.replace(/^\{ ?inputs ?\}:/m, (own) => headText(own, head)).replaceAll('\n', lineEnd);
}

/** @param own the head in the style of the formatter */
function headText(own: string, head: OverlayHead | undefined): string {
  if (head === 'inputs') return 'inputs:';
  return head === 'formals' ? own.replace('inputs', 'inputs, ...') : own;
}

const heading = "# llama.cpp from its own flake, built with this host's nixpkgs: one attribute per backend.";

const selected = (input: string): string =>
  /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(input) ? `inputs.${input}` : `inputs."${input}"`;

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

const nixfmt = (input: string, plain: string, rest: string): string => `${heading}
{ inputs }:
final: prev:
let
  inherit (${input}.overlays.default final prev) llamaPackages;

  # In the Nix sandbox ggml would be compiled for bare x86-64 (SSE2 only). Build its
  # kernels for every CPU generation instead; the best one is loaded at run time.
  llama-cpp = llamaPackages.llama-cpp.overrideAttrs (old: {
    cmakeFlags = old.cmakeFlags ++ [
      (prev.lib.cmakeBool "GGML_BACKEND_DL" true)
      (prev.lib.cmakeBool "GGML_CPU_ALL_VARIANTS" true)
    ];
  });

  # Exactly the named backends, whatever nixpkgs.config.cudaSupport and rocmSupport say.
  only =
    backends:
    llama-cpp.override (
      {
        useCuda = false;
        useRocm = false;
        useVulkan = false;
      }
      // backends
    );
in
{
  inherit llamaPackages;

${plain}  llama-cpp-cpu = only { };
  llama-cpp-cuda = only { useCuda = true; };
  llama-cpp-rocm = only { useRocm = true; };
  llama-cpp-vulkan = only { useVulkan = true; };
${rest}}
`;

const alejandra = (input: string, plain: string, rest: string): string => `${heading}
{inputs}: final: prev: let
  inherit (${input}.overlays.default final prev) llamaPackages;

  # In the Nix sandbox ggml would be compiled for bare x86-64 (SSE2 only). Build its
  # kernels for every CPU generation instead; the best one is loaded at run time.
  llama-cpp = llamaPackages.llama-cpp.overrideAttrs (old: {
    cmakeFlags =
      old.cmakeFlags
      ++ [
        (prev.lib.cmakeBool "GGML_BACKEND_DL" true)
        (prev.lib.cmakeBool "GGML_CPU_ALL_VARIANTS" true)
      ];
  });

  # Exactly the named backends, whatever nixpkgs.config.cudaSupport and rocmSupport say.
  only = backends:
    llama-cpp.override ({
        useCuda = false;
        useRocm = false;
        useVulkan = false;
      }
      // backends);
in {
  inherit llamaPackages;

${plain}  llama-cpp-cpu = only {};
  llama-cpp-cuda = only {useCuda = true;};
  llama-cpp-rocm = only {useRocm = true;};
  llama-cpp-vulkan = only {useVulkan = true;};
${rest}}
`;
