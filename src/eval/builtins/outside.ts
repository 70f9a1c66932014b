/** Builtins whose result depends on more than the repository: the machine, the store, the network. */
import { stringValue, unknownValue } from '../value.js';
import { type Builtin, beyondKnowledge, constant, lazy } from './define.js';

const fetched = [
  'fetchClosure',
  'fetchGit',
  'fetchMercurial',
  'fetchTarball',
  'fetchTree',
  'fetchurl',
  'getFlake',
];

const fromStore = [
  'derivation',
  'derivationStrict',
  'placeholder',
  'storePath',
  'toFile',
  'outputOf',
  'unsafeDiscardOutputDependency',
];

const onMachine = [
  'exec',
  'importNative',
  'findFile',
  'hashFile',
  'path',
  'filterSource',
  'scopedImport',
  'fromTOML',
  'toXML',
];

const whyOf = (name: string, reason: string): Builtin =>
  lazy(name, 1, () => unknownValue(`builtins.${name} ${reason}`));

export const outsideBuiltins: readonly Builtin[] = [
  ...fetched.map((name) => whyOf(name, 'reads the network')),
  ...fromStore.map((name) => whyOf(name, 'depends on the store')),
  ...onMachine.map((name) => whyOf(name, 'depends on more than the text of the configuration')),
  // flakes are evaluated purely: there is no environment (Nix manual, builtins.getEnv)
  lazy('getEnv', 1, () => stringValue('')),
  beyondKnowledge('currentSystem', 'builtins.currentSystem depends on the machine'),
  beyondKnowledge('currentTime', 'builtins.currentTime depends on the time'),
  constant('storeDir', { type: 'string', text: '/nix/store', parts: ['/nix/store'] }),
];
