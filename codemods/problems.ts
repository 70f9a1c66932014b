/** What can be wrong in a migration to llama.cpp's flake. */
import type { ProblemKind } from '../src/problem.js';

const kind = (code: string, title: string, explanation: string): ProblemKind => ({
  code,
  title,
  explanation,
});

export const unknownArgument = kind(
  'PKG601',
  'An override has an argument that cannot be carried over',
  "nixpkgs' package and upstream's have different arguments. This one has no counterpart that is known to be right; take it out or replace it, then run again.",
);
export const unreadableOverride = kind(
  'PKG602',
  'An override is not written as a set',
  'The argument of `.override` is a name or is computed, so that it cannot be told which arguments it passes. Upstream refuses the arguments of nixpkgs. Write the set out, or move to upstream’s argument names by hand.',
);
export const pinnedVersion = kind(
  'PKG603',
  'The package is pinned to a version',
  'A version or source is set by overrideAttrs. With the flake, the version is that of the input: name it with --url, e.g. `--url github:ggml-org/llama.cpp/b8198`, and the pin goes.',
);
export const leftAlone = kind(
  'PKG604',
  'A reference is left alone',
  'It names the package in a way or at a place that the overlay does not reach, or that is not certain: a package set of its own, a comment, a fork, a file that no host reads. It is told so that you can look at it.',
);
export const shadowedName = kind(
  'PKG605',
  'A build of your own is replaced',
  'An overlay of yours defines an attribute that the new overlay defines as well. The later one in the list wins.',
);
export const droppedArgument = kind(
  'PKG606',
  'An argument was dropped',
  'nixpkgs’ package has an argument that upstream’s build does not know and does not need.',
);
export const missingOutput = kind(
  'PKG607',
  'An attribute of nixpkgs’ package is used that upstream’s does not have',
  'Upstream’s derivation has one output and no `dev`, `npmDeps`, `patches` or `preConfigure`. What names them would fail to evaluate; take it out and run again.',
);
export const brokenPackage = kind(
  'PKG608',
  'A package of nixpkgs needs nixpkgs’ llama-cpp',
  'It overrides arguments that upstream’s package does not know. The overlay gives it the package from before.',
);
export const nativeBuild = kind(
  'PKG611',
  'A build is for the CPU of the machine that builds it',
  'Asked for with --cpu-native. The result depends on the builder: with remote builders or a shared cache, a host may get kernels that its own CPU cannot run, or slower ones. --cpu-arch HOST=ARCHITECTURE names the CPU instead.',
);
export const newPackageSeen = kind(
  'PKG609',
  'An overlay of yours would be given the new package',
  'It makes a patched build or a fork of nixpkgs’ llama-cpp, `prev.llama-cpp`, and is applied after the new overlay, so that this name would mean upstream’s package, which is built in another manner. Let it be applied first.',
);
export const otherProgram = kind(
  'PKG610',
  'A program of the package has another name',
  '`lib.getExe` gives the program that the package names as its main one: `llama` in nixpkgs’ package, `llama-cli` in upstream’s. Name the program that you mean: `lib.getExe\' pkgs.llama-cpp "llama-server"`. The server of distributed inference is `llama-rpc-server` in nixpkgs’ package, `ggml-rpc-server` in upstream’s.',
);
export const inputConflict = kind(
  'INPUT701',
  'The name of the input is taken',
  'An input of this name exists and is not llama.cpp, or is a fork of it. Choose another name with --input-name.',
);
export const noNixpkgs = kind(
  'INPUT702',
  'There is no nixpkgs input to follow',
  'None of the inputs is nixpkgs, so that the new input keeps its own; the overlay builds with the nixpkgs of the host all the same.',
);
export const followedChannel = kind(
  'INPUT703',
  'Several nixpkgs inputs are in use',
  'The new input follows the one that the hosts with llama.cpp are built from. Another one can be set by hand in flake.nix.',
);
export const foreignUrl = kind(
  'INPUT704',
  'The URL of --url is not that of llama.cpp',
  'An input is known to be llama.cpp by its URL, also by the next run: a repository that is called llama.cpp, of whatever owner, or path:, file: or git+file: and a folder of that name. Characters that a string of Nix cannot hold as they are belong percent-encoded.',
);
export const noPlace = kind(
  'OVERLAY801',
  'There is no place for the overlay',
  'The list of modules or overlays of the host is not written where it can be edited, or the flake’s inputs cannot be reached there. Paste the snippet into a module of the host, or go on without it with --allow-partial.',
);
export const overlayExists = kind(
  'OVERLAY802',
  'The overlay’s file exists already',
  'A file of that name exists and is not this tool’s. Choose another place with --overlay-path.',
);
export const overlayUnseen = kind(
  'OVERLAY803',
  'The overlay is not known to git',
  'In a git repository a flake has the files that git knows and no others. The overlay was made by an earlier run and has left the index since, by `git stash` or `git reset` for example. `git add --intent-to-add FILE` makes it known without staging its content.',
);
export const legacyStays = kind(
  'LEGACY901',
  'A home-made overlay cannot be removed',
  'The file is named somewhere in a way that is not understood, so that deleting it could break the configuration.',
);
export const legacyUnknown = kind(
  'LEGACY902',
  'The file named by --legacy is no overlay of llama.cpp',
  'It does not exist, or it holds other things than attributes made from llama.cpp’s package.',
);
export const sharedFile = kind(
  'HOST403',
  'Hosts with different hardware share a file',
  'The reference is in a module of several hosts that want different builds, or where no other name can stand. It keeps the plain name. Each host says what that is by nixpkgs.config.llamaCppVariant in a file of its own, or in a table by its networking.hostName; where there is neither, or its package set is made elsewhere, the name follows nixpkgs.config.cudaSupport and rocmSupport.',
);
export const sharedWithOthers = kind(
  'HOST406',
  'A host that is not to be migrated would be changed',
  'With --host and --allow-partial, the other hosts keep what they have. A list of overlays, a home-made overlay, a helper or a module that they share with a host that is migrated cannot be edited for that one alone. Migrate the hosts together, or give the host a place of its own for its overlay and its packages.',
);
export const hardwareDoubt = kind(
  'HOST404',
  'The hardware does not settle which build fits',
  'Two vendors, a graphics unit handed to a guest, or WSL: the plain build is kept. `--variant HOST=cuda` (or rocm, vulkan, cpu) decides.',
);
export const llamaProblems: readonly ProblemKind[] = [
  unknownArgument,
  unreadableOverride,
  pinnedVersion,
  leftAlone,
  shadowedName,
  droppedArgument,
  missingOutput,
  brokenPackage,
  nativeBuild,
  newPackageSeen,
  otherProgram,
  inputConflict,
  noNixpkgs,
  followedChannel,
  foreignUrl,
  noPlace,
  overlayExists,
  overlayUnseen,
  legacyStays,
  legacyUnknown,
  sharedFile,
  sharedWithOthers,
  hardwareDoubt,
];
