/** Ways to write the package, each with what it is to become. */
import type { Choices } from '../../eval/generated/choices.js';
import { list, set } from './text.js';

/** The build that a host, or all hosts of a file, want where a reference does not say; `undefined` for the plain one. */
export type Wanted = string | undefined;

export interface Snippet {
  /** Bindings of a module. */
  readonly text: string;
  /** The same after the migration. */
  readonly after: (wanted: Wanted) => string;
  /** What the module's function must take beside `pkgs`. */
  readonly needs: readonly string[];
  /** It only looks like the package. */
  readonly isLookAlike?: boolean;
}

/** An expression of the package. */
interface Package {
  /** Without `pkgs.`: `llama-cpp.override { … }`. */
  readonly text: string;
  readonly after: (wanted: Wanted) => string;
  readonly isApplied: boolean;
}

const nameOf = (variant: Wanted): string => (variant === undefined ? 'llama-cpp' : `llama-cpp-${variant}`);

const plain: Package = { text: 'llama-cpp', after: nameOf, isApplied: false };

const overrides: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['{ cudaSupport = true; }', 'llama-cpp-cuda'],
  ['{ rocmSupport = true; }', 'llama-cpp-rocm'],
  ['{ vulkanSupport = true; }', 'llama-cpp-vulkan'],
  ['{ cudaSupport = false; }', 'llama-cpp-cpu'],
  ['{ vulkanSupport = false; blasSupport = true; }', 'llama-cpp-cpu'],
  ['{ cudaSupport = true; rocmSupport = false; metalSupport = false; }', 'llama-cpp-cuda'],
  ['(old: { vulkanSupport = true; })', 'llama-cpp-vulkan'],
  ['{ cudaSupport = true; blasSupport = true; }', 'llama-cpp-cuda.override { useBlas = true; }'],
  [
    '{ cudaSupport = true; vulkanSupport = true; }',
    'llama-cpp-cpu.override { useCuda = true; useVulkan = true; }',
  ],
  [
    '{ rocmSupport = true; rocmGpuTargets = [ "gfx1030" "gfx1100" ]; }',
    'llama-cpp-rocm.override { rocmGpuTargets = "gfx1030;gfx1100"; }',
  ],
];

function somePackage(choices: Choices): Package {
  switch (choices.number(0, 5)) {
    case 0:
    case 1:
      return plain;
    case 2: {
      const name = `llama-cpp-${choices.of(['vulkan', 'cuda', 'rocm'])}`;
      return { text: name, after: () => name, isApplied: false };
    }
    default: {
      const [argument, after] = choices.of(overrides);
      return { text: `llama-cpp.override ${argument}`, after: () => after, isApplied: true };
    }
  }
}

const inParentheses = (text: string): string => (/\s/.test(text) ? `(${text})` : text);

type Context = (
  id: number,
  choices: Choices,
) => Omit<Snippet, 'needs'> & { readonly needs?: readonly string[] };

/** A context with one package in it. */
function around(
  write: (id: number, expression: string) => string,
  form: 'alone' | 'element' | 'under with' = 'alone',
  needs: readonly string[] = [],
): Context {
  return (id, choices) => {
    const chosen = somePackage(choices);
    const prefix = form === 'under with' ? '' : 'pkgs.';
    const of = (text: string): string => {
      const whole = `${prefix}${text}`;
      return form === 'alone' ? whole : inParentheses(whole);
    };
    return {
      text: write(id, of(chosen.text)),
      after: (wanted) => write(id, of(chosen.after(wanted))),
      needs,
    };
  };
}

const contexts: readonly [Context, ...Context[]] = [
  around((id, value) => `my.package${id} = ${value};`),
  around((id, value) => `environment.systemPackages = [ pkgs.git${id} ${value} ];`, 'element'),
  around((id, value) => `environment.systemPackages = with pkgs; [ git${id} ${value} htop ];`, 'under with'),
  around(
    (id, value) =>
      `environment.systemPackages = with pkgs; ${list([`git${id}`, value, '(hello.overrideAttrs (old: { }))'])};`,
    'under with',
  ),
  around((id, value) => `my.packages${id} = with pkgs; [ git ] ++ [ ${value} ];`, 'under with'),
  around((id, value) => `my.cmd${id} = "\${${value}}/bin/llama-server --port \\\${PORT}";`),
  around(
    (id, value) =>
      `my.script${id} = ''\n  exec \${${value}}/bin/llama-server \\\n    --port ''\${PORT} # llama-cpp\n'';`,
  ),
  around(
    (id, value) => `systemd.services.r${id}.serviceConfig.ExecStart = lib.getExe' ${value} "llama-server";`,
    'element',
    ['lib'],
  ),
  around((id, value) => `my.package${id} = lib.mkDefault ${value};`, 'element', ['lib']),
  around((id, value) => `my.packages${id} = lib.mkIf (config.my.on${id} or true) [ ${value} ];`, 'element', [
    'config',
    'lib',
  ]),
  around((id, value) => `my.tool${id} = ${set([`a.package = ${value};`, 'b = 1;'])};`),
  around(
    (id, value) =>
      `my.chat${id} = pkgs.writeShellApplication ${set([
        `name = "chat-${id}";`,
        `runtimeInputs = [ ${value} ];`,
        'text = "llama-cli -m llama-cpp";',
      ])};`,
    'element',
  ),
  around(
    (id, value) =>
      `my.joined${id} = let base = ${value}; in pkgs.symlinkJoin { name = "j${id}"; paths = [ base ]; };`,
  ),
  around((id, value) => `my.local${id} = let llama-cpp = ${value}; in [ llama-cpp "\${llama-cpp}/bin" ];`),
  around((id, value) => `my.quoted${id} = { "llama-cpp" = ${value}; };`),
  around(
    (id, value) => `my.tuned${id} = ${value}.overrideAttrs (old: { postInstall = "true"; });`,
    'element',
  ),
  (id) => ({
    text: `my.package${id} = pkgs."llama-cpp";`,
    after: (wanted) =>
      `my.package${id} = ${wanted === undefined ? 'pkgs."llama-cpp"' : `pkgs.${nameOf(wanted)}`};`,
  }),
  (id) => ({
    text: `my.inherited${id} = let inherit (pkgs) git llama-cpp htop; in [ git llama-cpp htop ];`,
    after: (wanted) =>
      wanted === undefined
        ? `my.inherited${id} = let inherit (pkgs) git llama-cpp htop; in [ git llama-cpp htop ];`
        : `my.inherited${id} = let inherit (pkgs) git htop; llama-cpp = pkgs.${nameOf(wanted)}; in [ git llama-cpp htop ];`,
  }),
  (id) => ({
    text: `my.inherited${id} = { inherit (pkgs) llama-cpp; };`,
    after: (wanted) =>
      `my.inherited${id} = { ${wanted === undefined ? 'inherit (pkgs) llama-cpp' : `llama-cpp = pkgs.${nameOf(wanted)}`}; };`,
  }),
  (id) => ({
    text: `my.alias${id} = let p = pkgs; in p.llama-cpp.override { cudaSupport = true; };`,
    after: () => `my.alias${id} = let p = pkgs; in p.llama-cpp-cuda;`,
  }),
  (id) => ({
    needs: ['config'],
    text: `my.chosen${id} = if config.my.on${id} or true then pkgs.llama-cpp.override { vulkanSupport = true; } else pkgs.llama-cpp;`,
    after: () =>
      `my.chosen${id} = if config.my.on${id} or true then pkgs.llama-cpp-vulkan else pkgs.llama-cpp;`,
  }),
  (id) => ({
    needs: ['config'],
    text: `my.computed${id} = pkgs.llama-cpp.override { cudaSupport = config.my.gpu${id} or "" == "nvidia"; };`,
    after: () =>
      `my.computed${id} = pkgs.llama-cpp.override { useCuda = config.my.gpu${id} or "" == "nvidia"; };`,
  }),
  (id) => ({
    needs: ['lib'],
    text: `my.merged${id} = lib.mkMerge [ { package = pkgs.llama-cpp.override { rocmSupport = true; }; } { on = true; } ];`,
    after: () => `my.merged${id} = lib.mkMerge [ { package = pkgs.llama-cpp-rocm; } { on = true; } ];`,
  }),
  (id) => ({
    text: `my.patched${id} = pkgs.llama-cpp.overrideAttrs (old: { patches = old.patches ++ [ ]; });`,
    after: (wanted) =>
      `my.patched${id} = pkgs.${nameOf(wanted)}.overrideAttrs (old: { patches = (old.patches or [ ]) ++ [ ]; });`,
  }),
];

export function someReference(choices: Choices, id: number): Snippet {
  return { needs: [], ...choices.of(contexts)(id, choices) };
}

/** References to the package of another nixpkgs, which become the host's own. */
export function someChannelReference(choices: Choices, id: number): Snippet {
  const chosen = somePackage(choices);
  // an older nixpkgs does not have the variants
  const { text, after } = /^llama-cpp-/.test(chosen.text) ? plain : chosen;
  const write = choices.of([
    (value: string, set: string) => `my.channel${id} = pkgs.${set}${value};`,
    (value: string, set: string) =>
      `my.channels${id} = with pkgs; [ git ${inParentheses(`${set}${value}`)} unstable.htop ];`,
    (value: string, set: string) => `my.cmd${id} = "\${pkgs.${set}${value}}/bin/llama-server";`,
  ]);
  return { text: write(text, 'unstable.'), after: (wanted) => write(after(wanted), ''), needs: [] };
}

/** References of home-manager's modules. */
export function someHomeReference(choices: Choices, id: number): Snippet {
  const { text, after } = somePackage(choices);
  const write = choices.of([
    (value: string) => `home.packages = [ pkgs.git${id} ${inParentheses(`pkgs.${value}`)} ];`,
    (value: string) => `home.packages = with pkgs; [ git${id} ${inParentheses(value)} ];`,
    (value: string) => `programs.tool${id}.package = pkgs.${value};`,
  ]);
  return { text: write(text), after: (wanted) => write(after(wanted)), needs: [] };
}

/** The service of NixOS; at most once in a host. */
export function someService(choices: Choices): Snippet {
  const chosen = somePackage(choices);
  const write = choices.of([
    (value: string) =>
      `services.llama-cpp = ${set(['enable = true;', `package = ${value};`, 'settings.port = 8080;'])};`,
    (value: string) => `services."llama-cpp" = { enable = true; package = ${value}; };`,
    (value: string) => `services.llama-cpp.enable = true;\nservices.llama-cpp.package = ${value};`,
  ]);
  if (choices.chance(3)) {
    const bare = set(['enable = true;', 'settings.port = 8080;']);
    return {
      text: `services.llama-cpp = ${bare};`,
      after: (wanted) =>
        `services.llama-cpp = ${wanted === undefined ? bare : set(['enable = true;', `package = pkgs.${nameOf(wanted)};`, 'settings.port = 8080;'])};`,
      needs: [],
    };
  }
  return {
    text: write(`pkgs.${chosen.text}`),
    after: (wanted) => write(`pkgs.${chosen.after(wanted)}`),
    needs: [],
  };
}
