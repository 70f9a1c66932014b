/** Which build a host gets, by what its configuration says of its hardware, and with which words. */
import { compareFlakes } from '../nix/compare.js';
import { describeWithNix } from '../nix/describe-with-nix.js';
import { type Migrated, migrateFiles, removeFlakes, told } from './flakes.js';

interface Row {
  readonly title: string;
  /** Elements of the host's list of modules. */
  readonly modules: string;
  readonly becomes: string;
  /** The evidence in the summary. */
  readonly because: string;
  /** The doubt is told. */
  readonly doubt?: boolean;
}

const rows: readonly Row[] = [
  { title: 'no sign', modules: '{ }', becomes: 'llama-cpp', because: 'no sign of a graphics unit' },
  {
    title: 'an NVIDIA driver',
    modules: '{ services.xserver.videoDrivers = [ "nvidia" ]; }',
    becomes: 'llama-cpp-cuda',
    because: 'services.xserver.videoDrivers has "nvidia"',
  },
  {
    title: 'an AMD driver',
    modules: '{ services.xserver.videoDrivers = [ "amdgpu" ]; }',
    becomes: 'llama-cpp-vulkan',
    because: 'services.xserver.videoDrivers has "amdgpu"',
  },
  {
    title: 'modesetting says nothing',
    modules: '{ services.xserver.videoDrivers = [ "modesetting" ]; }',
    becomes: 'llama-cpp',
    because: 'no sign of a graphics unit',
  },
  {
    title: 'hardware.nvidia',
    modules: '{ hardware.nvidia = { open = true; }; }',
    becomes: 'llama-cpp-cuda',
    because: 'hardware.nvidia.open = true',
  },
  {
    title: 'containers with NVIDIA',
    modules: '{ hardware.nvidia-container-toolkit.enable = true; }',
    becomes: 'llama-cpp-cuda',
    because: 'hardware.nvidia-container-toolkit.enable = true',
  },
  {
    title: 'the kernel module amdgpu',
    modules: '{ boot.initrd.kernelModules = [ "amdgpu" ]; }',
    becomes: 'llama-cpp-vulkan',
    because: 'boot.initrd.kernelModules has "amdgpu"',
  },
  {
    title: 'drivers for ROCm',
    modules: '({ pkgs, ... }: { hardware.graphics.extraPackages = [ pkgs.rocmPackages.clr ]; })',
    becomes: 'llama-cpp-vulkan',
    because: 'hardware.graphics.extraPackages has rocmPackages.clr',
  },
  {
    title: "Intel's drivers",
    modules: '({ pkgs, ... }: { hardware.graphics.extraPackages = with pkgs; [ intel-media-driver ]; })',
    becomes: 'llama-cpp',
    because: 'hardware.graphics.extraPackages has intel-media-driver',
  },
  {
    title: 'a profile of nixos-hardware',
    modules: 'inputs.nixos-hardware.nixosModules.common-gpu-nvidia',
    becomes: 'llama-cpp-cuda',
    because: "nixos-hardware's common-gpu-nvidia",
  },
  {
    title: 'a machine of nixos-hardware',
    modules: 'inputs.nixos-hardware.nixosModules.framework-13-7040-amd',
    becomes: 'llama-cpp-vulkan',
    because: "nixos-hardware's framework-13-7040-amd",
  },
  {
    title: 'a profile that switches NVIDIA off',
    modules: 'inputs.nixos-hardware.nixosModules.common-gpu-nvidia-disable',
    becomes: 'llama-cpp',
    because: 'no sign of a graphics unit',
  },
  {
    title: "ollama's acceleration",
    modules:
      '{ services.ollama = { enable = true; acceleration = "rocm"; }; services.xserver.videoDrivers = [ "amdgpu" ]; }',
    becomes: 'llama-cpp-rocm',
    because: 'services.ollama.acceleration is rocm',
  },
  {
    title: "ollama's package",
    modules: '({ pkgs, ... }: { services.ollama = { enable = true; package = pkgs.ollama-vulkan; }; })',
    becomes: 'llama-cpp-vulkan',
    because: 'services.ollama.package is vulkan',
  },
  {
    title: 'ollama that is off',
    modules: '{ services.ollama = { enable = false; acceleration = "cuda"; }; }',
    becomes: 'llama-cpp',
    because: 'no sign of a graphics unit',
  },
  {
    title: 'ollama settles two vendors',
    modules:
      '{ services.ollama = { enable = true; acceleration = "cuda"; }; services.xserver.videoDrivers = [ "amdgpu" "nvidia" ]; }',
    becomes: 'llama-cpp-cuda',
    because: 'services.ollama.acceleration is cuda',
  },
  {
    title: 'nixpkgs.config keeps the plain name',
    modules: '{ nixpkgs.config.cudaSupport = true; }',
    becomes: 'llama-cpp',
    because: 'nixpkgs.config.cudaSupport = true',
  },
  {
    title: 'nixpkgs.config outranks hardware',
    modules: '{ nixpkgs.config.rocmSupport = true; services.xserver.videoDrivers = [ "nvidia" ]; }',
    becomes: 'llama-cpp',
    because: 'nixpkgs.config.rocmSupport = true',
  },
  {
    title: 'an option of the own, set in the host',
    modules: './options.nix { my.gpu.nvidia.enable = true; }',
    becomes: 'llama-cpp-cuda',
    because: 'services.xserver.videoDrivers has "nvidia"',
  },
  {
    title: 'an option of the own, not set',
    modules: './options.nix',
    becomes: 'llama-cpp',
    because: 'no sign of a graphics unit',
  },
  {
    title: 'an option of the own that names the vendor',
    modules: './options.nix { my.gpu.vendor = "amd"; }',
    becomes: 'llama-cpp-vulkan',
    because: 'boot.initrd.kernelModules has "amdgpu"',
  },
  {
    title: 'two vendors',
    modules: '{ services.xserver.videoDrivers = [ "amdgpu" "nvidia" ]; }',
    becomes: 'llama-cpp',
    because: 'undecided: both NVIDIA',
    doubt: true,
  },
  {
    title: 'two graphics units',
    modules:
      '{ services.xserver.videoDrivers = [ "nvidia" ]; hardware.nvidia.prime = { offload.enable = true; nvidiaBusId = "PCI:1:0:0"; }; }',
    becomes: 'llama-cpp',
    because: 'undecided: two graphics units',
    doubt: true,
  },
  {
    title: 'a unit for a guest',
    modules: '{ boot.kernelModules = [ "vfio-pci" ]; services.xserver.videoDrivers = [ "nvidia" ]; }',
    becomes: 'llama-cpp',
    because: 'undecided: a GPU is handed to a guest',
    doubt: true,
  },
  {
    title: 'WSL',
    modules: '{ wsl.enable = true; }',
    becomes: 'llama-cpp',
    because: 'undecided: Windows Subsystem for Linux',
    doubt: true,
  },
  {
    title: 'facter alone',
    modules: '{ facter.reportPath = ./facter.json; }',
    becomes: 'llama-cpp',
    because: 'undecided: the hardware is in a facter report alone',
    doubt: true,
  },
  {
    title: 'what is computed is no evidence',
    modules:
      '({ lib, config, ... }: { services.xserver.videoDrivers = lib.optional (builtins.getEnv "GPU" == "nvidia") "nvidia"; })',
    becomes: 'llama-cpp',
    because: 'no sign of a graphics unit',
  },
];

const flake = `{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    nixos-hardware.url = "github:NixOS/nixos-hardware";
  };

  outputs =
    { self, nixpkgs, ... }@inputs:
    let
      machine =
        modules:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          specialArgs = { inherit inputs; };
          modules = [ { networking.firewall.enable = true; } ] ++ modules;
        };
    in
    {
      nixosConfigurations = {
${rows.map(({ modules }, index) => `        host-${index} = machine [ ./host-${index}.nix ${modules} ];`).join('\n')}
      };
    };
}
`;

const options = `{ lib, config, ... }:
let
  cfg = config.my.gpu;
in
{
  options.my.gpu = {
    nvidia.enable = lib.mkEnableOption "the NVIDIA driver";
    vendor = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
    };
  };
  config = lib.mkMerge [
    (lib.mkIf cfg.nvidia.enable { services.xserver.videoDrivers = [ "nvidia" ]; })
    (lib.mkIf (cfg.vendor == "amd") { boot.initrd.kernelModules = [ "amdgpu" ]; })
  ];
}
`;

const fileOf = (index: number): string => `host-${index}.nix`;

describe('a plain reference', () => {
  let migrated: Migrated;

  beforeAll(async () => {
    const hosts = rows.map(
      (_row, index) => [fileOf(index), '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp; }\n'] as const,
    );
    migrated = await migrateFiles({
      'flake.nix': flake,
      'options.nix': options,
      'facter.json': '{ }',
      ...Object.fromEntries(hosts),
    });
  });

  afterAll(removeFlakes);

  test.each(rows.map((row, index) => [row.title, row.becomes, row, index] as const))(
    'on a host with %s is %s',
    (_title, becomes, row, index) => {
      const { plan, textOf } = migrated;
      expect(told(plan.refusals)).toEqual([]);
      expect(textOf(fileOf(index))).toContain(`my.package = pkgs.${becomes};`);
      const outcome = plan.hosts.find(({ host }) => host === `host-${index}`);
      expect(outcome?.evidence).toContain(row.because);
      const doubts = plan.warnings.filter(
        ({ kind, message }) => kind.code === 'HOST404' && message.startsWith(`host-${index}:`),
      );
      expect(doubts.length).toBe(row.doubt === true ? 1 : 0);
    },
  );

  describeWithNix('by official Nix', () => {
    test('is a build of llama.cpp’s flake everywhere', () => {
      expect(compareFlakes(migrated.before, migrated.after)).toEqual([]);
    });
  });
});

describe('a shared reference', () => {
  afterAll(removeFlakes);

  const shared = (
    left: string,
    right: string,
    module = '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp; }\n',
    more = '',
  ) =>
    migrateFiles({
      'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs =
    { self, nixpkgs, ... }@inputs:
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ./shared.nix ${left} ];
        ${more}
      };
      nixosConfigurations.right = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        specialArgs = { inherit inputs; };
        modules = [ ./shared.nix ${right} ];
        ${more}
      };
    };
}
`,
      'shared.nix': module,
    });
  const nvidia = '{ services.xserver.videoDrivers = [ "nvidia" ]; }';
  const amd = '{ services.xserver.videoDrivers = [ "amdgpu" ]; }';

  test('is said in the file that is named like the host, not in one of a feature of it', async () => {
    const machine = (vendor: string): string => `{ inputs, ... }:
inputs.nixpkgs.lib.nixosSystem {
  system = "x86_64-linux";
  specialArgs = { inherit inputs; };
  modules = [
    ./disks.nix
    ../shared.nix
    {
      services.xserver.videoDrivers = [ "${vendor}" ];
    }
  ];
}
`;
    const { textOf, plan } = await migrateFiles({
      'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = inputs: {
    nixosConfigurations.left = import ./left/left.nix { inherit inputs; };
    nixosConfigurations.right = import ./right/right.nix { inherit inputs; };
  };
}
`,
      'shared.nix': '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp; }\n',
      'left/left.nix': machine('nvidia'),
      'left/disks.nix': '{ my.disks = 1; }\n',
      'right/right.nix': machine('amdgpu'),
      'right/disks.nix': '{ my.disks = 2; }\n',
    });
    expect(told(plan.refusals)).toEqual([]);
    expect(textOf('left/left.nix')).toContain('      nixpkgs.config.llamaCppVariant = "cuda";\n    }');
    expect(textOf('right/right.nix')).toContain('      nixpkgs.config.llamaCppVariant = "vulkan";\n    }');
  });

  test('of hosts that agree is rewritten once', async () => {
    const { textOf, plan } = await shared(nvidia, nvidia);
    expect(textOf('shared.nix')).toContain('pkgs.llama-cpp-cuda;');
    expect(plan.warnings.filter(({ kind }) => kind.code === 'HOST403')).toEqual([]);
  });

  test('of hosts that differ stays, and each says what its plain package is', async () => {
    const { textOf, plan } = await shared(nvidia, amd);
    expect(textOf('shared.nix')).toContain('pkgs.llama-cpp;');
    expect(textOf('flake.nix')).toContain('{ nixpkgs.config.llamaCppVariant = "cuda"; }');
    expect(textOf('flake.nix')).toContain('{ nixpkgs.config.llamaCppVariant = "vulkan"; }');
    expect(textOf('overlays/llama-cpp.nix')).toContain('if prev.config ? llamaCppVariant then');
    expect(told(plan.warnings)).toEqual([]);
  });

  test('of hosts whose hardware is in doubt for one reason is told once, with those that use the plain build', async () => {
    const wsl = './wsl.nix';
    const files = {
      'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { nixpkgs, ... }@inputs: {
    nixosConfigurations.left = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./use.nix ${wsl} ]; };
    nixosConfigurations.right = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./use.nix ${wsl} ]; };
    nixosConfigurations.idle = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ${wsl} ]; };
  };
}
`,
      'use.nix': '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp; }\n',
      'wsl.nix': '{ wsl.enable = true; }\n',
    };
    const { plan } = await migrateFiles(files);
    expect(told(plan.warnings)).toEqual([expect.stringMatching(/^HOST404 wsl.nix:1 left, right: /)]);
    const named = { ...files, 'use.nix': '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp-cuda; }\n' };
    expect(told((await migrateFiles(named)).plan.warnings)).toEqual([]);
  });

  test('of hosts that are given their package set stays, and that is told with both', async () => {
    const packages = 'pkgs = import nixpkgs { system = "x86_64-linux"; };';
    const { textOf, plan } = await shared(nvidia, amd, undefined, packages);
    expect(textOf('shared.nix')).toContain('pkgs.llama-cpp;');
    expect(told(plan.warnings)).toEqual([
      expect.stringMatching(/^HOST403 shared.nix:2 .*left cuda, right vulkan/),
    ]);
    expect(plan.warnings[0]?.hint).toContain('nixpkgs.config of the host says nothing');
  });

  describeWithNix('by official Nix', () => {
    test('is a build of llama.cpp’s flake on both', async () => {
      const { before, after } = await shared(nvidia, amd);
      const plain = { left: 'llama-cpp-cuda', right: 'llama-cpp-vulkan' } as const;
      expect(compareFlakes(before, after, { plain })).toEqual([]);
    });
  });

  test('that says itself what it wants is rewritten whatever the hosts are', async () => {
    const { textOf, plan } = await shared(
      nvidia,
      amd,
      '{ pkgs, ... }:\n{ my.package = pkgs.llama-cpp.override { rocmSupport = true; }; }\n',
    );
    expect(textOf('shared.nix')).toContain('pkgs.llama-cpp-rocm;');
    expect(plan.warnings).toEqual([]);
  });

  test('a service without a package, of hosts that differ, gets it from what they say', async () => {
    const { textOf } = await shared(nvidia, amd, '{ services.llama-cpp.enable = true; }\n');
    expect(textOf('shared.nix')).toBe('{ services.llama-cpp.enable = true; }\n');
    expect(textOf('flake.nix')?.match(/llamaCppVariant = "\w+"/g)).toEqual([
      'llamaCppVariant = "cuda"',
      'llamaCppVariant = "vulkan"',
    ]);
  });
});

describe('a host whose name is not known', () => {
  afterAll(removeFlakes);

  const files = {
    'machine.toml': 'name = "quay"\n',
    'flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { nixpkgs, ... }@inputs: {
    nixosConfigurations.\${(builtins.fromTOML (builtins.readFile ./machine.toml)).name} = nixpkgs.lib.nixosSystem {
      modules = [ ./machine.nix ];
    };
  };
}
`,
    'machine.nix': `{ pkgs, ... }:
{
  nixpkgs.hostPlatform = "x86_64-linux";
  hardware.nvidia.prime.offload.enable = true;
  environment.systemPackages = [ pkgs.llama-cpp ];
}
`,
  };
  const name = `\${(builtins.fromTOML (builtins.readFile ./machine.toml)).name}`;

  test('is called as its name is written, in quotes where a shell reads it', async () => {
    const { plan } = await migrateFiles(files);
    expect(told(plan.refusals)).toEqual([]);
    expect(plan.hosts.map(({ host, isUnnamed }) => [host, isUnnamed])).toEqual([[name, true]]);
    const [doubt] = plan.warnings.filter(({ kind }) => kind.code === 'HOST404');
    expect(doubt?.hint).toContain(`--variant '${name}'=cuda`);
    expect(plan.notes.join('\n')).toContain(`stand as they are written: ${name}.`);
    expect(plan.nextCommands).toContain('nixos-rebuild build --flake .');
  });

  test('can be chosen by it', async () => {
    const { plan, textOf } = await migrateFiles(files, {
      hosts: [name],
      variants: new Map([[name, 'cuda']]),
    });
    expect(told(plan.refusals)).toEqual([]);
    expect(textOf('machine.nix')).toContain('pkgs.llama-cpp-cuda');
  });

  test('is not chosen by the name that it may have', async () => {
    await expect(migrateFiles(files, { hosts: ['quay'] })).rejects.toMatchObject({
      problem: { kind: { code: 'HOST402' }, hint: expect.stringContaining('single quotes') },
    });
  });
});
