/** Names that a flake gives to its own functions and arguments, and others in their place. */

const others: ReadonlyMap<string, string> = new Map([
  ['final', 'finalSet'],
  ['prev', "prev-set'"],
  ['mkHost', 'buildMachine'],
  ['name', 'machine-name'],
  ['extra', 'furtherModules'],
  ['settings', 'of-host'],
  ['port', 'portNumber'],
  ['host', 'someMachine'],
  ['build', "mkMachine'"],
  ['overlays', 'everyOverlay'],
  ['module', 'packageModule'],
]);

export const usualName = (name: string): string => name;
export const otherName = (name: string): string => others.get(name) ?? name;

/** In: tokens with the other names. Out: with the usual ones. */
export function withUsualNames(text: string): string {
  let usual = text;
  for (const [name, other] of others)
    usual = usual.replace(new RegExp(`(?<![\\w'-])${other}(?![\\w'-])`, 'g'), name);
  return usual;
}
