/** A repository of 60 Nix files: twelve machines of four files each, shared modules, an overlay. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const machines = Array.from({ length: 12 }, (_, index) => `m${String(index + 1).padStart(2, '0')}`);
const services = ['audio', 'backup', 'desktop', 'dev', 'fonts', 'games', 'mail', 'network', 'shell', 'users'];

/** Writes the files below a folder. Out: how many. */
export function writeRepository(folder) {
  const files = {
    'flake.nix': flake,
    'overlays/fonts.nix': 'final: prev: {\n  iosevka-own = prev.iosevka.override { set = "own"; };\n}\n',
  };
  for (const service of services) files[`modules/${service}.nix`] = module(service);
  for (const [index, name] of machines.entries()) {
    files[`machines/${name}/default.nix`] = machine(name);
    files[`machines/${name}/hardware.nix`] = hardware(index);
    files[`machines/${name}/packages.nix`] = packages(index);
    files[`machines/${name}/services.nix`] = module(`on ${name}`);
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return Object.keys(files).length;
}

const flake = `{
  description = "Twelve machines";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    nixos-hardware.url = "github:NixOS/nixos-hardware";
  };

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      overlay-fonts = import ./overlays/fonts.nix;
      mkSystem =
        name:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          specialArgs = { inherit inputs; };
          modules = [
            ./machines/\${name}
            { nixpkgs.overlays = [ overlay-fonts ]; }
          ];
        };
    in
    {
      nixosConfigurations = nixpkgs.lib.genAttrs [
${machines.map((name) => `        "${name}"`).join('\n')}
      ] mkSystem;
    };
}
`;

function machine(name) {
  const shared = services.map((service) => `    ../../modules/${service}.nix`).join('\n');
  return `{ config, lib, pkgs, ... }:
{
  imports = [
    ./hardware.nix
    ./packages.nix
    ./services.nix
${shared}
  ];

  networking.hostName = "${name}";
  time.timeZone = "Europe/Berlin";
  system.stateVersion = "24.11";
}
`;
}

function hardware(index) {
  const graphics = index % 3 === 0 ? '  services.xserver.videoDrivers = [ "nvidia" ];\n' : '';
  return `{ config, lib, modulesPath, ... }:
{
  boot.initrd.availableKernelModules = [ "nvme" "xhci_pci" "usb_storage" "sd_mod" ];
  boot.loader.systemd-boot.enable = true;
${graphics}
  fileSystems."/" = {
    device = "/dev/disk/by-label/root${index}";
    fsType = "ext4";
  };
  swapDevices = [ ];
}
`;
}

function packages(index) {
  const reference =
    index % 4 === 0
      ? 'pkgs.llama-cpp'
      : index % 4 === 1
        ? '(pkgs.llama-cpp.override { cudaSupport = true; })'
        : '';
  const names = Array.from({ length: 30 }, (_, number) => `    pkgs.package-${index}-${number}`).join('\n');
  return `{ pkgs, ... }:
{
  environment.systemPackages = [
${names}
    ${reference}
  ];
}
`;
}

function module(subject) {
  const units = Array.from(
    { length: 8 },
    (_, number) => `    "unit-${number}" = {
      description = "Unit ${number} of ${subject}";
      wantedBy = lib.mkIf config.networking.enableIPv6 [ "multi-user.target" ];
      serviceConfig = {
        ExecStart = "\${pkgs.coreutils}/bin/sleep \${toString (${number} + 1)}";
        Restart = "on-failure";
      };
    };`,
  ).join('\n');
  return `# ${subject}
{ config, lib, pkgs, ... }:
{
  systemd.services = {
${units}
  };
}
`;
}
