/** What the harness reports about a flake. */

import { join } from 'node:path';
import { backendsOf } from './builds.js';
import { describeWithNix } from './describe-with-nix.js';
import { evaluateFlake, type HostReport } from './evaluate.js';

const examples = join(import.meta.dirname, '../../examples');
const before = (name: string) => join(examples, name, 'before');
const after = (name: string) => join(examples, name, 'after');

function hostOf(folder: string, name: string): Extract<HostReport, { kind: 'evaluated' }> {
  const report = evaluateFlake(folder);
  if (report.kind === 'failed') throw new Error(report.message);
  const host = report.hosts.get(name);
  if (host?.kind !== 'evaluated') throw new Error(`${name}: ${host?.message ?? 'no such host'}`);
  return host;
}

/** `path: origin backends`, one line for each reference. */
function referencesOf(folder: string, host: string): string[] {
  return hostOf(folder, host).references.map(
    ({ path, build }) => `${path}: ${build.origin} ${backendsOf(build).join('+') || 'cpu'}`,
  );
}

describeWithNix('the hosts are found of', () => {
  test.each([
    ['flake-parts-tree', ['perch', 'smelt', 'tuna']],
    ['import-tree-modules', ['basalt', 'quartz']],
    ['snowfall-folders', ['lumi', 'routa']],
    ['blueprint-folders', ['atlas', 'globe']],
    ['nixos-unified-folders', ['appa', 'momo']],
    ['eval-config', ['lark', 'wren']],
    ['colmena-alone', ['node:anvil', 'node:hammer']],
    ['colmena-and-deploy-beside', ['node:rack', 'node:shelf', 'rack', 'shelf']],
    ['nix-darwin-beside', ['darwin:plum', 'pear']],
  ])('%s', (fixture, hosts) => {
    const report = evaluateFlake(join(examples, '../__tests__/fixtures', fixture, 'before'));
    const found = report.kind === 'evaluated' ? report.hosts : new Map<string, HostReport>();
    expect([...found.keys()].sort()).toEqual(hosts);
    expect([...found.values()].map(({ kind }) => kind)).toEqual(hosts.map(() => 'evaluated'));
  });
});

describeWithNix('a report', () => {
  test('names every reference with its build, in lists, options, texts and home-manager', () => {
    expect(referencesOf(before('four-hosts'), 'boron')).toEqual([
      'environment.systemPackages: nixpkgs cuda',
      'home-manager.users.ada.home.packages: nixpkgs cuda',
      'services.llama-swap.settings.models.coder.cmd: nixpkgs cuda',
      'services.llama-swap.settings.models.writer.cmd: nixpkgs cuda',
    ]);
    expect(referencesOf(after('four-hosts'), 'boron')).toEqual([
      'environment.systemPackages: llama.cpp flake cuda',
      'home-manager.users.ada.home.packages: llama.cpp flake cuda',
      'services.llama-swap.settings.models.coder.cmd: llama.cpp flake cuda',
      'services.llama-swap.settings.models.writer.cmd: llama.cpp flake cuda',
    ]);
  });

  test('sees the package that a service takes by default', () => {
    expect(referencesOf(before('four-hosts'), 'nitrogen')).toEqual([
      'services.llama-cpp.package: nixpkgs cpu',
      'systemd.services.digest.path: nixpkgs cpu',
      'systemd.services.llama-cpp.serviceConfig.ExecStart: nixpkgs cpu',
    ]);
  });

  test("has nixpkgs' three variants before and no llama-cpp-cpu", () => {
    const { packages } = hostOf(before('single-host'), 'nixos');
    const kinds = Object.entries(packages).map(([name, report]) => [name, report.kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      'llama-cpp': 'build',
      'llama-cpp-cpu': 'absent',
      'llama-cpp-cuda': 'build',
      'llama-cpp-rocm': 'build',
      'llama-cpp-vulkan': 'build',
    });
  });

  test('keeps values apart by host', () => {
    expect(hostOf(before('four-hosts'), 'carbon').values.get('networking.hostName')).toBe('carbon');
    expect(hostOf(before('helper-function'), 'bellows').values.get('my.llm.port')).toBe(8090);
  });
});
