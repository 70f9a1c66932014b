/**
 * Creates the overlay that gives the hosts llama.cpp’s own packages, one attribute a backend.
 *
 *     (no such file)
 *   ⇒
 *     { inputs }: final: prev: { llama-cpp = …; llama-cpp-cpu = …; llama-cpp-cuda = …; … }
 */
import { type Formatter, layoutOf } from '../src/edit/layout.js';
import type { Codemod } from '../src/plan/codemod.js';
import type { Problem } from '../src/problem.js';
import { brokenPackageWarnings } from './broken-packages.js';
import type { Migration } from './migration.js';
import { nativeProcessor } from './overlay-attributes.js';
import { missingAttributes, wantedContent } from './overlay-content.js';
import { overlayText } from './overlay-text.js';
import { nativeBuild } from './problems.js';

export const createOverlay: Codemod<Migration> = {
  card: {
    name: 'create-overlay',
    summary: 'Creates the overlay that gives the hosts llama.cpp’s own packages, one attribute a backend.',
    explanation:
      'One file, in the folder of the user’s overlays where there is one. It builds upstream’s package with the host’s own nixpkgs, with kernels for every generation of CPUs (a plain build in the Nix sandbox has none faster than SSE2), and defines every name that nixpkgs has, because these stop evaluating once llama-cpp is replaced. Where the file is there already, it gets what a host or an option needs beside.',
    before: '(no such file)',
    after: '{ inputs }: final: prev: { llama-cpp = …; llama-cpp-cpu = …; llama-cpp-cuda = …; … }',
  },
  plan: (migration) => {
    const { overlay } = migration;
    const warnings = [...nativeBuilds(migration), ...brokenPackageWarnings(migration)];
    if (overlay.exists) return { edits: missingAttributes(migration), warnings };
    return {
      creations: [
        {
          path: overlay.path,
          text: overlayText(
            wantedContent(migration),
            formatterOf(migration),
            layoutOf(migration.flake.source).lineEnd,
          ),
        },
      ],
      refusals: overlay.refusals,
      warnings,
    };
  },
};

/** The formatter of flake.nix; where it shows none, that of most modules. */
function formatterOf({ flake, hosts }: Migration): Formatter {
  const own = layoutOf(flake.source);
  if (own.showsFormatter) return own.formatter;
  const sources = new Set(
    hosts.flatMap(({ configuration }) =>
      configuration.modules.collected.modules.flatMap(({ file, value }) =>
        file === undefined ? [] : (value.node?.source ?? []),
      ),
    ),
  );
  const votes = new Map<Formatter, number>();
  for (const { showsFormatter, formatter } of [...sources].map(layoutOf))
    if (showsFormatter) votes.set(formatter, (votes.get(formatter) ?? 0) + 1);
  const [most] = [...votes].sort((left, right) => right[1] - left[1]);
  return most?.[0] ?? own.formatter;
}

function nativeBuilds({ hosts, variants }: Migration): readonly Problem[] {
  return hosts
    .filter((host) => variants.get(host)?.processor === nativeProcessor)
    .map(({ name }) => ({
      kind: nativeBuild,
      message: `${name} gets a build for the CPU of whichever machine builds it: build it on ${name} itself, not on a remote builder, and share it through no cache.`,
    }));
}
