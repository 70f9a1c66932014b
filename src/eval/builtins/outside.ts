/** Builtins whose result depends on more than the repository: the machine, the store, the network. */
import { stringValue, unknownValue } from '../value.js';
import { type Builtin, constant, lazy, unary } from './define.js';
import { text } from './shapes.js';

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
  'addDrvOutputDependencies',
];

const onMachine = [
  'exec',
  'importNative',
  'findFile',
  'hashFile',
  'scopedImport',
  'toXML',
  'convertHash',
  'parseFlakeRef',
  'flakeRefToString',
];

const whyOf = (name: string, reason: string): Builtin =>
  lazy(name, 1, (_nix, argument) => unknownValue(`builtins.${name} ${reason}`, argument.node));

export const outsideBuiltins: readonly Builtin[] = [
  ...fetched.map((name) => whyOf(name, 'reads the network')),
  ...fromStore.map((name) => whyOf(name, 'depends on the store')),
  ...onMachine.map((name) => whyOf(name, 'depends on more than the text of the configuration')),
  // what its text is not known for is told, not the function
  unary('fromTOML', text, () => unknownValue('builtins.fromTOML is not evaluated')),
  // flakes are evaluated purely: there is no environment, nor currentSystem or currentTime (Nix manual, pure-eval)
  lazy('getEnv', 1, () => stringValue('')),
  constant('storeDir', stringValue('/nix/store')),
];
