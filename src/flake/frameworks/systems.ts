/** nix-systems: lists of systems that flakes share; `import inputs.systems` (nix-systems/default, default.nix). */
import { repositoryOf } from '../inputs.js';
import type { Framework } from './framework.js';

const list = (name: string, repository: RegExp, systems: readonly string[]): Framework => ({
  name,
  provides: (input) => {
    const found = input.url === undefined ? undefined : repositoryOf(input.url);
    if (found === undefined) return input.name === 'systems' && repository.test('nix-systems/default');
    return repository.test(`${found.owner}/${found.repository}`);
  },
  outputs: '{ lib }: { }',
  imported: `{ lib }: [ ${systems.map((system) => `"${system}"`).join(' ')} ]`,
});

export const systemLists: readonly Framework[] = [
  list('systems', /^nix-systems\/default$/, [
    'aarch64-darwin',
    'aarch64-linux',
    'x86_64-darwin',
    'x86_64-linux',
  ]),
  list('linux-systems', /^nix-systems\/default-linux$/, ['aarch64-linux', 'x86_64-linux']),
  list('darwin-systems', /^nix-systems\/default-darwin$/, ['aarch64-darwin', 'x86_64-darwin']),
  ...['x86_64-linux', 'aarch64-linux', 'x86_64-darwin', 'aarch64-darwin'].map((system) =>
    list(system, new RegExp(`^nix-systems/${system}$`), [system]),
  ),
];
