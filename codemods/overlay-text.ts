/**
 * The overlay's file. Upstream's package is built with the host's own package set (its nixpkgs.config and other
 * overlays count), for every generation of CPUs, and each variant has exactly the backend that it is named after.
 * Checked with official Nix in the tests; the reasons are in README, "Why this overlay".
 */
import type { Formatter } from '../src/edit/layout.js';

/**
 * @param input the name of the flake's input
 * @param callers packages of nixpkgs that need nixpkgs' own llama-cpp
 */
export function overlayText(
  input: string,
  formatter: Formatter,
  lineEnd: string,
  callers: readonly string[] = [],
): string {
  const text = formatter === 'alejandra' ? alejandra(input) : nixfmt(input);
  const kept = callers.map((name) => keptLine(name, formatter));
  const heading =
    kept.length === 0 ? [] : ['', "  # These override arguments that only nixpkgs' package has."];
  const whole = kept.length === 0 ? text : text.replace(/\}\n$/, `${[...heading, ...kept].join('\n')}\n}\n`);
  return whole.replaceAll('\n', lineEnd);
}

function keptLine(name: string, formatter: Formatter): string {
  const argument =
    formatter === 'alejandra' ? '{inherit (prev) llama-cpp;}' : '{ inherit (prev) llama-cpp; }';
  return `  ${name} = prev.${name}.override ${argument};`;
}

const heading = "# llama.cpp from its own flake, built with this host's nixpkgs: one attribute per backend.";

const selected = (input: string): string =>
  /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(input) ? `inputs.${input}` : `inputs."${input}"`;

const nixfmt = (input: string): string => `${heading}
{ inputs }:
final: prev:
let
  inherit (${selected(input)}.overlays.default final prev) llamaPackages;

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

  inherit llama-cpp; # follows nixpkgs.config.cudaSupport and rocmSupport
  llama-cpp-cpu = only { };
  llama-cpp-cuda = only { useCuda = true; };
  llama-cpp-rocm = only { useRocm = true; };
  llama-cpp-vulkan = only { useVulkan = true; };
}
`;

const alejandra = (input: string): string => `${heading}
{inputs}: final: prev: let
  inherit (${selected(input)}.overlays.default final prev) llamaPackages;

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

  inherit llama-cpp; # follows nixpkgs.config.cudaSupport and rocmSupport
  llama-cpp-cpu = only {};
  llama-cpp-cuda = only {useCuda = true;};
  llama-cpp-rocm = only {useRocm = true;};
  llama-cpp-vulkan = only {useVulkan = true;};
}
`;
