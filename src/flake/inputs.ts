/**
 * The inputs that flake.nix declares. Nix reads them without evaluation: they must be literal
 * (Nix manual, "nix flake", "Flake inputs").
 */

import { attributeText, literalText, withoutParentheses } from '../syntax/literals.js';
import type { AttributeBinding, AttributeSet, Expression } from '../syntax/nodes.js';

/** One binding that says something of an input: `x = { … };`, `x.url = …;` or `inputs.x.inputs.y.follows = …;`. */
export interface InputDeclaration {
  readonly binding: AttributeBinding;
  /** The attribute path from the input's name on, e.g. `["url"]`; empty for a whole block. */
  readonly path: readonly string[];
}

export interface FlakeInput {
  readonly name: string;
  readonly url: string | undefined;
  /** The same, or that of the input of ours that it follows as a whole. */
  readonly resolvedUrl?: string | undefined;
  readonly urlNode: Expression | undefined;
  /** `flake = false`: a source tree, not a flake. */
  readonly isFlake: boolean;
  /** Which input of ours each input of it follows; the whole input under the empty name. */
  readonly follows: ReadonlyMap<string, string>;
  readonly declarations: readonly InputDeclaration[];
}

export interface Inputs {
  readonly entries: readonly FlakeInput[];
  /** The nested block `inputs = { … };`, where there is one. */
  readonly block: AttributeSet | undefined;
  /** The bindings of flake.nix whose path starts with `inputs`. */
  readonly bindings: readonly AttributeBinding[];
  /** Something in them that is not literal. */
  readonly unreadable: Expression | undefined;
}

interface Collected {
  url: string | undefined;
  urlNode: Expression | undefined;
  isFlake: boolean;
  readonly follows: Map<string, string>;
  readonly parts: Map<string, string>;
  readonly declarations: InputDeclaration[];
}

export function readInputs(flake: AttributeSet): Inputs {
  const collected = new Map<string, Collected>();
  const bindings: AttributeBinding[] = [];
  let block: AttributeSet | undefined;
  let unreadable: Expression | undefined;

  for (const binding of flake.bindings) {
    if (binding.kind !== 'binding') continue;
    const path = binding.attrpath.map(attributeText);
    if (path[0] !== 'inputs') continue;
    bindings.push(binding);
    if (path.length > 1) {
      declare(path.slice(1), binding);
      continue;
    }
    const value = withoutParentheses(binding.value);
    if (value.kind !== 'attributeSet') {
      unreadable ??= binding.value;
      continue;
    }
    block ??= value;
    for (const inner of value.bindings) {
      if (inner.kind === 'binding') declare(inner.attrpath.map(attributeText), inner);
      else unreadable ??= binding.value;
    }
  }
  const entries = [...collected].map(
    ([name, { parts, ...input }]): FlakeInput => ({
      name,
      ...input,
      url: input.url ?? urlOf(parts),
      resolvedUrl: resolvedUrl(name),
    }),
  );
  return { entries, block, bindings, unreadable };

  function resolvedUrl(name: string, seen: readonly string[] = []): string | undefined {
    const input = collected.get(name);
    const whole = input?.follows.get('');
    const url = input === undefined ? undefined : (input.url ?? urlOf(input.parts));
    return url !== undefined || whole === undefined || seen.includes(whole)
      ? url
      : resolvedUrl(whole, [...seen, whole]);
  }

  function declare(path: readonly (string | undefined)[], binding: AttributeBinding): void {
    const [name, ...inside] = path;
    const known = inside.filter((part) => part !== undefined);
    if (name === undefined || known.length < inside.length) {
      unreadable ??= binding.value;
      return;
    }
    let input = collected.get(name);
    if (input === undefined) {
      input = {
        url: undefined,
        urlNode: undefined,
        isFlake: true,
        follows: new Map(),
        parts: new Map(),
        declarations: [],
      };
      collected.set(name, input);
    }
    input.declarations.push({ binding, path: known });
    describe(input, known, binding.value);
  }

  function describe(input: Collected, path: readonly string[], value: Expression): void {
    const text = literalText(value);
    const [first, second, third] = path;
    if (path.length === 1 && first === 'url') {
      // a path is allowed as well (src/libflake/flake.cc, parseFlakeInput)
      const url = text ?? pathText(value);
      if (url === undefined) unreadable ??= value;
      input.url = url;
      input.urlNode = value;
    } else if (path.length === 1 && first !== undefined && text !== undefined && first in partsOfUrl) {
      input.parts.set(first, text);
    } else if (path.length === 1 && first === 'flake') {
      if (value.kind === 'identifier' && value.name === 'false') input.isFlake = false;
    } else if (path.length === 1 && first === 'follows') {
      if (text !== undefined) input.follows.set('', text);
    } else if (path.length === 3 && first === 'inputs' && third === 'follows') {
      if (second !== undefined && text !== undefined) input.follows.set(second, text);
    } else {
      const set = withoutParentheses(value);
      if (set.kind !== 'attributeSet') return;
      for (const inner of set.bindings) {
        if (inner.kind !== 'binding') continue;
        const names = inner.attrpath.map(attributeText).filter((part) => part !== undefined);
        if (names.length === inner.attrpath.length) describe(input, [...path, ...names], inner.value);
      }
    }
  }
}

/** The attributes of a flake reference written as a set, `{ type = "github"; owner = …; repo = …; }`. */
const partsOfUrl: Readonly<Record<string, true>> = {
  type: true,
  owner: true,
  repo: true,
  ref: true,
  rev: true,
  dir: true,
  id: true,
  path: true,
};

function urlOf(parts: ReadonlyMap<string, string>): string | undefined {
  const [type, owner, repo] = ['type', 'owner', 'repo'].map((name) => parts.get(name));
  const directory = parts.get('dir');
  const rest = directory === undefined ? '' : `?dir=${directory}`;
  const version = parts.get('rev') ?? parts.get('ref');
  const at = version === undefined ? '' : `/${version}`;
  if (owner !== undefined && repo !== undefined) return `${type ?? 'github'}:${owner}/${repo}${at}${rest}`;
  if (type === 'path') return `path:${parts.get('path') ?? ''}`;
  const id = parts.get('id');
  return id === undefined ? undefined : `${id}${at}`;
}

function pathText(value: Expression): string | undefined {
  if (value.kind !== 'path') return undefined;
  const texts = value.parts.flatMap((part) => (part.kind === 'text' ? [part.value] : []));
  return texts.length === value.parts.length ? texts.join('') : undefined;
}

/** The folder of a flake in the same repository, `path:./x` or `./x`, relative to the flake that names it. */
export function localFolder(input: FlakeInput): string | undefined {
  const found = /^(?:path:)?(\.{1,2}(?:\/[^?#]*)?)(?:\?dir=([^&#]*))?$/.exec(input.url ?? '');
  const [, path, directory] = found ?? [];
  if (path === undefined) return undefined;
  return directory === undefined ? path : `${path}/${directory}`;
}

/**
 * Whether an input is nixpkgs, of whatever channel or fork: by the repository's name in its URL, by what it
 * follows, or, where it has no URL of its own, by its name.
 */
export function isNixpkgs(input: FlakeInput): boolean {
  const url = input.resolvedUrl ?? input.url;
  if (url !== undefined) {
    return /(^|[/:])nixpkgs(\.git)?([/?#]|$)|channels\.nixos\.org|nixos\.org\/channels|flakehub\.com\/f\/(NixOS|DeterminateSystems)\/(nixpkgs|secure)/i.test(
      url,
    );
  }
  const whole = input.follows.get('');
  if (whole !== undefined) return /nixpkgs|nixos-?(un)?stable/i.test(whole);
  return /^(nixpkgs|nixos)([-_].*)?$/i.test(input.name);
}

/** The owner and repository of a forge URL such as `github:owner/repository/branch`. */
export function repositoryOf(
  url: string,
): { readonly owner: string; readonly repository: string } | undefined {
  const short = /^(?:github|gitlab|sourcehut):~?([^/?#]+)\/([^/?#]+)/.exec(url);
  // FlakeHub: /f/OWNER/NAME/VERSION; the URLs that it locks have `pinned` before (docs.determinate.systems, "FlakeHub URLs")
  const hub = /^https:\/\/(?:api\.)?flakehub\.com\/f\/(?:pinned\/)?([^/?#]+)\/([^/?#]+)/.exec(url);
  const long = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]*@)?[^/]+\/([^/?#]+)\/([^/?#]+)/.exec(url);
  const found = short ?? hub ?? long;
  const [, owner, repository] = found ?? [];
  if (owner === undefined || repository === undefined) return undefined;
  return { owner, repository: repository.replace(/\.git$/, '') };
}
