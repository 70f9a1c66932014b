/** What only looks like the package: names of units, users, paths, texts, comments, local names. All of it stays. */
import type { Choices } from '../../eval/generated/choices.js';
import type { Snippet } from './references.js';

type Make = (id: number) => string;

const makes: readonly [Make, ...Make[]] = [
  (id) => `my.text${id} = "pkgs.llama-cpp.override { cudaSupport = true; }";`,
  (id) => `users.users.u${id} = { group = "llama-cpp"; home = "/var/lib/llama-cpp"; };`,
  (id) => `systemd.services.web${id}.after = [ "llama-cpp.service" "llama-cpp-${id}.service" ];`,
  (id) => `systemd.services.llama-cpp-${id} = { wantedBy = [ ]; serviceConfig.User = "llama-cpp"; };`,
  (id) => `my.ports${id} = { llama-cpp = 8033; llamaCpp = 8034; };`,
  (id) => `my.port${id} = { llama-cpp = 8033; }.llama-cpp;`,
  (id) => `my.paths${id} = [ "/run/llama-cpp/llama-cpp.sock" "%E/llama-cpp/models.ini" ];`,
  (id) => `my.provider${id}.llama-cpp = { name = "llama.cpp"; url = "http://llama-cpp.lan"; };`,
  (id) => `sops.secrets."llama-cpp-${id}".owner = "llama-cpp";`,
  (id) => `my.local${id} = let llama-cpp = "text ${id}"; in [ llama-cpp "\${llama-cpp}" ];`,
  (id) => `my.shadowed${id} = let llama-cpp = pkgs.hello; in with pkgs; [ llama-cpp git ];`,
  (id) => `my.argument${id} = map (llama-cpp: llama-cpp) [ ${id} ];`,
  (id) => `my.formal${id} = ({ llama-cpp ? ${id} }: llama-cpp) { };`,
  (id) => `my.recursive${id} = rec { llama-cpp = ${id}; x = llama-cpp; };`,
  (id) => `my.script${id} = ''\n  llama-cpp --port ''\${PORT} # pkgs.llama-cpp\n'';`,
  (id) => `# my.package${id} = pkgs.llama-cpp.override { cudaSupport = true; };\nmy.after${id} = 1;`,
  (id) => `/* ${id}: pkgs.llama-cpp-vulkan */\nmy.behind${id} = 1; # or pkgs.llama-cpp ${id}`,
  (id) => `my.image${id} = "ghcr.io/ggml-org/llama.cpp:server-cuda";`,
  (id) => `my.inherited${id} = let s = { llama-cpp = ${id}; }; in { inherit (s) llama-cpp; };`,
  (id) => `my.with${id} = with { llama-cpp = ${id}; }; llama-cpp;`,
  (id) => `my.own${id} = pkgs.llama-swap;`,
  (id) => `my.has${id} = { a = 1; } ? llama-cpp;`,
  (id) => `my.namespace${id} = pkgs.acme.llama-cpp or "none ${id}";`,
];

export function someLookAlike(choices: Choices, id: number): Snippet {
  const text = choices.of(makes)(id);
  return { text, after: () => text, needs: [], isLookAlike: true };
}
