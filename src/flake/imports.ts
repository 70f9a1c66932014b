/** `import` of what is not a file of the repository: an input, or a file in one. */
import type { Thunk } from '../eval/thunk.js';
import type { StringValue, SymbolValue, Value } from '../eval/value.js';
import type { Expression } from '../syntax/nodes.js';
import type { StandIns } from './frameworks/stand-ins.js';
import {
  ConfigurationCall,
  configurationSymbol,
  detailOf,
  InputSymbol,
  inputPath,
  isPatched,
  librarySymbol,
  nixpkgsInputOf,
  PackageSetSymbol,
  packageSetSymbol,
  selectionPath,
} from './symbols.js';

/** `import x`, where that is more than its name. */
export function importedValue(standIns: StandIns, imported: Value): Value | undefined {
  if (imported.type === 'symbol') {
    const detail = detailOf(imported);
    return detail instanceof InputSymbol ? standIns.imported(detail.input) : undefined;
  }
  const source = imported.type === 'string' ? sourceOfString(imported) : undefined;
  const nixpkgs = source === undefined ? undefined : nixpkgsInputOf(source.symbol);
  return nixpkgs !== undefined && /^\/lib(\/default\.nix)?$/.test(source?.path ?? '')
    ? librarySymbol(nixpkgs)
    : undefined;
}

/** `import x argument`: a package set, or a configuration made without `lib.nixosSystem`. */
export function applyImported(
  imported: Value,
  argument: Thunk,
  node: Expression | undefined,
): Value | undefined {
  const source = imported.type === 'string' ? sourceOfString(imported) : undefined;
  if (source?.path === '/nixos/lib/eval-config.nix')
    return configurationSymbol(
      new ConfigurationCall('nixos', source.symbol, argument, node),
      'eval-config.nix',
    );
  const symbol =
    imported.type === 'symbol'
      ? imported
      : source?.path.replace(/\/$/, '') === ''
        ? source.symbol
        : undefined;
  if (symbol === undefined || !isWholeNixpkgs(symbol)) return undefined;
  const nixpkgs = nixpkgsInputOf(symbol);
  return packageSetSymbol(new PackageSetSymbol({ role: 'made', nixpkgs, argument, node }));
}

/** `nixpkgs`, `nixpkgs.outPath`, a patched nixpkgs, `pkgs.path`. */
function isWholeNixpkgs(symbol: SymbolValue): boolean {
  const { root, path } = selectionPath(symbol);
  if (detailOf(root) instanceof PackageSetSymbol) return path.join('.') === 'path';
  if (nixpkgsInputOf(symbol) === undefined) return false;
  const isWhole = path.every((name) => name === 'outPath');
  return isWhole && (inputPath(symbol) !== undefined || isPatched(root));
}

/** The input and the way into it of `"${nixpkgs}/a/b"` or `nixpkgs + "/a/b"`. */
export function sourceOfString(
  text: StringValue,
): { readonly symbol: SymbolValue; readonly path: string } | undefined {
  const [first, ...more] = text.parts;
  if (first === undefined || typeof first === 'string' || first.type !== 'symbol') return undefined;
  const texts = more.filter((part) => typeof part === 'string');
  return texts.length < more.length ? undefined : { symbol: first, path: texts.join('') };
}
