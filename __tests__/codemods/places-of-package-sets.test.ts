/** Where the overlay is given to hosts whose package set is made by hand. */
import { migrateFiles, removeFlakes, told } from './flakes.js';
import { helper, imported, inputs, reference, testPlaces, two } from './placing.js';

afterAll(removeFlakes);

/** One machine, what is bound around it, and the arguments of its call. */
const one = (bindings: string, more: string): string => `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      system = "x86_64-linux";
${bindings}
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        inherit system;
        ${more}
      };
    };
}
`;

testPlaces([
  {
    title: 'the list of the package set, where machines are given it as a special argument',
    files: {
      'flake.nix': two(
        './common.nix ./left.nix',
        './common.nix ./right.nix',
        `specialArgs = {
          inherit inputs;
          pkgs = import nixpkgs { system = "x86_64-linux"; overlays = [ ]; };
        };`,
      ),
      'common.nix': '{ inputs, ... }:\n{\n  my.name = "common";\n}\n',
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'common.nix': [`nixpkgs.overlays = [ (${imported}) ];`],
      'flake.nix': [
        `pkgs = import nixpkgs { system = "x86_64-linux"; overlays = [ (${imported}) ]; };`,
        `pkgs = import nixpkgs { system = "x86_64-linux"; overlays = [ (${imported}) ]; };`,
      ],
    },
  },
  {
    title: 'the arguments of the package set, where that has no overlays yet',
    files: {
      'flake.nix': helper(
        '      pkgs = import nixpkgs {\n        system = "x86_64-linux";\n        config.allowUnfree = true;\n      };',
        `          system = "x86_64-linux";
          specialArgs = { inherit inputs pkgs; };
          modules = [ ./\${name}.nix ];`,
      ),
      'overlays/default.nix': '{ inputs }:\n{\n}\n',
      'left.nix': reference,
      'right.nix': '{ my.name = "right"; }\n',
      'home.nix': '{\n  my.name = "me";\n}\n',
    },
    added: {
      'flake.nix': [
        `overlays = [ (${imported}) ];`,
        `{ nixpkgs.overlays = [ (${imported}) ]; }`,
        `{ nixpkgs.overlays = [ (${imported}) ]; }`,
      ],
    },
  },
  {
    title: 'the package set of a hive beside machines that it does not share the overlays of',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [ ./left.nix ];
      };
      colmena = {
        meta.nixpkgs = import nixpkgs {
          system = "x86_64-linux";
        };
        left.imports = [ ./left.nix ];
        right = ./right.nix;
      };
    };
}
`,
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `overlays = [ (${imported}) ];`],
    },
  },
  {
    title: 'the arguments of a package set that is read only',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      arguments = {
        system = "x86_64-linux";
        config.allowUnfree = true;
      };
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        modules = [
          nixpkgs.nixosModules.readOnlyPkgs
          { nixpkgs.pkgs = import nixpkgs arguments; }
          ./left.nix
        ];
      };
    };
}
`,
      'left.nix': reference,
    },
    added: { 'flake.nix': [`overlays = [ (${imported}) ];`] },
  },
  {
    title: 'the set whose values are the overlays of machines and of a home’s package set',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { self, nixpkgs, home-manager, ... }@inputs:
    let
      ownOverlays = {
        greeting = final: prev: { hello = prev.hello; };
      };
      overlays = builtins.attrValues ownOverlays;
    in
    {
      overlays = ownOverlays;
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          { nixpkgs.overlays = builtins.attrValues self.overlays; }
          ./left.nix
        ];
      };
      homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
        pkgs = import nixpkgs {
          system = "x86_64-linux";
          inherit overlays;
        };
        modules = [ ./home.nix ];
      };
    };
}
`,
      'left.nix': reference,
      'home.nix': '{\n  my.name = "me";\n}\n',
    },
    added: { 'flake.nix': [`llama-cpp = ${imported};`] },
  },
  {
    title: 'not a module of a home that has the package set of its machine, although another home reads it',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, home-manager, ... }@inputs:
    let
      own = {
        me = [ ./home ];
      };
    in
    {
      nixosConfigurations.left = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          ./left.nix
          home-manager.nixosModules.home-manager
          {
            home-manager.useGlobalPkgs = true;
            home-manager.users.me.imports = own.me;
          }
        ];
      };
      homeConfigurations.me = home-manager.lib.homeManagerConfiguration {
        pkgs = nixpkgs.legacyPackages.x86_64-linux;
        extraSpecialArgs = { inherit inputs; };
        modules = own.me;
      };
    };
}
`,
      'left.nix': reference,
      'home/default.nix': '{ inputs, ... }:\n{\n  home.stateVersion = "25.05";\n}\n',
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'once, where most machines share a package set and most share a list of modules',
    files: {
      'flake.nix': `{
${inputs}
  outputs =
    { nixpkgs, ... }@inputs:
    let
      pkgs = import nixpkgs {
        system = "x86_64-linux";
        config.allowUnfree = true;
      };
      machines = {
        left = {
          nixpkgs.pkgs = pkgs;
          imports = [ ./left.nix ];
        };
        middle = {
          nixpkgs.pkgs = pkgs;
          imports = [ ./left.nix ];
        };
        right = {
          my.name = "right";
          imports = [ ./right.nix ];
        };
      };
    in
    {
      nixosConfigurations =
        builtins.mapAttrs (
          name: module:
          nixpkgs.lib.nixosSystem {
            system = "x86_64-linux";
            modules = [
              module
            ];
          }
        ) machines
        // {
          image = import ./image.nix { inherit nixpkgs inputs pkgs; };
        };
    };
}
`,
      'image.nix': `{ nixpkgs, inputs, pkgs }:
nixpkgs.lib.nixosSystem {
  system = "x86_64-linux";
  modules = [
    {
      nixpkgs.pkgs = pkgs;
      imports = [ ./left.nix ];
    }
  ];
}
`,
      'left.nix': reference,
      'right.nix': reference,
    },
    added: {
      'flake.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`],
      'image.nix': [`{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
  {
    title: 'the arguments of the package set that a module gives all of them',
    files: {
      'flake.nix': one(
        '',
        `modules = [
          ./left.nix
          (
            { lib, ... }:
            {
              _module.args.pkgs = lib.mkForce (
                import nixpkgs {
                  system = "x86_64-linux";
                  config.allowUnfree = true;
                }
              );
            }
          )
        ];`,
      ),
      'left.nix': reference,
    },
    added: { 'flake.nix': [`overlays = [ (${imported}) ];`] },
  },
  {
    title: 'the arguments of the package set that a machine is given, where a module names it too',
    files: {
      'flake.nix': one(
        `      pkgs = import nixpkgs {
        system = "x86_64-linux";
      };`,
        `inherit pkgs;
        modules = [
          ./left.nix
          { environment.systemPackages = with pkgs; [ llama-cpp ]; }
          { nixpkgs.overlays = [ (final: prev: { hello = prev.hello; }) ]; }
        ];`,
      ),
      'left.nix': reference,
    },
    added: { 'flake.nix': [`overlays = [ (${imported}) ];`] },
  },
  {
    title: 'the package set that a module names beside its own',
    files: {
      'flake.nix': one(
        `      pkgs = import nixpkgs {
        system = "x86_64-linux";
        overlays = [ (final: prev: { hello = prev.hello; }) ];
      };`,
        `modules = [
          ./left.nix
          { environment.systemPackages = [ (pkgs.llama-cpp.override { vulkanSupport = true; }) ]; }
        ];`,
      ),
      'left.nix': reference,
    },
    added: {
      'flake.nix': [`(${imported})`, `{ nixpkgs.overlays = [ (${imported}) ]; }`],
    },
  },
]);

test('a package set that a module gives all of them and nobody wrote has none', async () => {
  const { plan } = await migrateFiles({
    'flake.nix': one(
      '',
      'modules = [ ./left.nix ({ lib, ... }: { _module.args.pkgs = lib.mkForce inputs.home-manager.packages; }) ];',
    ),
    'left.nix': reference,
  });
  expect(plan.refusals.map(({ kind, hint }) => `${kind.code} ${hint}`)).toEqual([
    'OVERLAY801 Add to the overlays that its package set is made with: (import ./overlays/llama-cpp.nix { inherit inputs; })',
  ]);
});

test('a package set that a module would give only if no other did is not counted', async () => {
  const { plan, textOf } = await migrateFiles({
    'flake.nix': one(
      '',
      'modules = [ ./left.nix ({ lib, ... }: { _module.args.pkgs = lib.mkDefault { }; }) ];',
    ),
    'left.nix': reference,
  });
  expect(told(plan.refusals)).toEqual([]);
  expect(textOf('flake.nix')).toContain(`{ nixpkgs.overlays = [ (${imported}) ]; }`);
});
