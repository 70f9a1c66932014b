/** nixpkgs' `lib.strings`: flags for build systems. */
import { type Builtin, binary, ternary } from '../builtins/define.js';
import { restored } from '../builtins/repository-text.js';
import { boolean, exactText } from '../builtins/shapes.js';

const onOff = (name: string, flag: (feature: string, isOn: boolean) => string): Builtin =>
  binary(name, exactText, boolean, (_nix, feature, isOn) => restored(flag(feature, isOn)));

export const buildFlagFunctions: readonly Builtin[] = [
  ternary('cmakeOptionType', exactText, exactText, exactText, (_nix, type, feature, value) =>
    restored(`-D${feature}:${type.toUpperCase()}=${value}`),
  ),
  onOff('cmakeBool', (feature, isOn) => `-D${feature}:BOOL=${isOn ? 'TRUE' : 'FALSE'}`),
  binary('cmakeFeature', exactText, exactText, (_nix, feature, value) =>
    restored(`-D${feature}:STRING=${value}`),
  ),
  binary('mesonOption', exactText, exactText, (_nix, feature, value) => restored(`-D${feature}=${value}`)),
  onOff('mesonBool', (feature, isOn) => `-D${feature}=${isOn}`),
  onOff('mesonEnable', (feature, isOn) => `-D${feature}=${isOn ? 'enabled' : 'disabled'}`),
  binary('enableFeature', boolean, exactText, (_nix, isOn, feature) =>
    restored(`--${isOn ? 'enable' : 'disable'}-${feature}`),
  ),
  ternary('enableFeatureAs', boolean, exactText, exactText, (_nix, isOn, feature, value) =>
    restored(isOn ? `--enable-${feature}=${value}` : `--disable-${feature}`),
  ),
  binary('withFeature', boolean, exactText, (_nix, isOn, feature) =>
    restored(`--${isOn ? 'with' : 'without'}-${feature}`),
  ),
  ternary('withFeatureAs', boolean, exactText, exactText, (_nix, isOn, feature, value) =>
    restored(isOn ? `--with-${feature}=${value}` : `--without-${feature}`),
  ),
];
