/** Which hosts Nix is asked about, and by which names. */
import type { Nix } from '../../src/official-nix/nix.js';
import type { NixHost } from '../../src/official-nix/questions.js';
import { hostKey, surveyHosts } from '../../src/official-nix/survey.js';

const drvPath = '/nix/store/x.drv';

/** Nix on a flake with these machines; what it is asked of a host goes into `asked`. */
function nixWith(names: readonly string[], asked: string[]): Nix {
  return {
    version: '2.99.0',
    instantiate: () => Promise.resolve({ kind: 'open', why: 'it is not asked' }),
    evaluate(_output, apply) {
      const host = /hosts\."(.*?)";/.exec(apply)?.[1];
      if (host === undefined) return Promise.resolve({ kind: 'yes', value: JSON.stringify(names) });
      asked.push(host);
      return Promise.resolve({ kind: 'yes', value: JSON.stringify({ drvPath, packages: null }) });
    },
  };
}

const named = (name: string): NixHost => ({ name, kind: 'nixos' });
const unnamed = (name: string): NixHost => ({ name, kind: 'nixos', isUnnamed: true });
const node = (name: string): NixHost => ({ name, kind: 'nixos', isNode: true });
const open = { kind: 'open', why: 'it is not known which of the hosts it is' };
const good = { kind: 'yes', value: { drvPath, packages: undefined } };

test.each([
  {
    name: 'a host is asked for by its name',
    names: ['alpha', 'beta'],
    hosts: [named('alpha')],
    asked: ['alpha'],
    answers: [good],
  },
  {
    name: 'one without a name by the only name that there is',
    names: ['alpha'],
    hosts: [unnamed('${x}')],
    asked: ['alpha'],
    answers: [good],
  },
  {
    name: 'one without a name by the only name that is left',
    names: ['alpha', 'beta'],
    hosts: [unnamed('${x}'), named('alpha')],
    asked: ['beta', 'alpha'],
    answers: [good, good],
  },
  {
    name: 'one without a name is not asked for where several names are left',
    names: ['alpha', 'beta', 'gamma'],
    hosts: [unnamed('${x}'), named('alpha')],
    asked: ['alpha'],
    answers: [open, good],
  },
  {
    name: 'two without names are not asked for',
    names: ['alpha'],
    hosts: [unnamed('${x}'), unnamed('${y}')],
    asked: [],
    answers: [open, open],
  },
  {
    name: 'one without a name is not asked for where no name is left',
    names: ['alpha'],
    hosts: [unnamed('${x}'), named('alpha')],
    asked: ['alpha'],
    answers: [open, good],
  },
  {
    name: 'a node of a hive is left to colmena',
    names: ['alpha'],
    hosts: [node('alpha'), unnamed('${x}')],
    asked: ['alpha'],
    answers: [{ kind: 'open', why: 'colmena evaluates it: colmena build --on alpha' }, good],
  },
])('$name', async ({ names, hosts, asked, answers }) => {
  const questions: string[] = [];
  const survey = await surveyHosts(nixWith(names, questions), {
    hosts,
    attributesOf: () => [],
    standIn: undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  expect(questions).toEqual(asked);
  expect(hosts.map((host) => survey.systems.get(hostKey(host)))).toEqual(answers);
});

test('a hive alone is not asked for machines', async () => {
  const survey = await surveyHosts(nixWith([], []), {
    hosts: [node('alpha')],
    attributesOf: () => [],
    standIn: undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  expect([...survey.names]).toEqual([]);
  expect([...survey.systems.keys()]).toEqual(['colmena node alpha']);
});
