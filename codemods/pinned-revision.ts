/** The version of llama.cpp that a `src` and a `version` name. */
import { boundBy } from '../src/flake/names.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { AttributeBinding, Expression } from '../src/syntax/nodes.js';
import { argumentSet } from './argument-sets.js';

/** What a name is bound to by `let`, and what that one is; another expression as it is. */
export function writtenOut(value: Expression): Expression {
  const seen = new Set<Expression>();
  for (let node = withoutParentheses(value); ; ) {
    const binder = node.kind === 'identifier' ? boundBy(node) : undefined;
    if (binder?.kind !== 'binding' || binder.attrpath.length > 1 || seen.has(node)) return node;
    seen.add(node);
    node = withoutParentheses(binder.value);
  }
}

export function isOfficialSource(value: Expression): boolean {
  const text = value.source.textOf(value);
  return (
    /"(ggml-org|ggerganov)"/.test(text) ||
    /github\.com\/(ggml-org|ggerganov)\/llama\.cpp/.test(text) ||
    /^(old|prev|previous|oldAttrs|attrs)\w*\.src\b/.test(text)
  );
}

export function revisionOf(
  source: Expression | undefined,
  bindings: readonly AttributeBinding[],
): string | undefined {
  const call = source === undefined ? undefined : withoutParentheses(source);
  const set = call?.kind === 'apply' ? argumentSet(call.argument)?.set : undefined;
  const version = bindings.find((candidate) => candidate.attrpath.map(attributeText).join('.') === 'version');
  const build = version === undefined ? undefined : literalText(version.value);
  // nixpkgs' own source is of the tag that the version names
  const ofVersion = build !== undefined && /^\d+$/.test(build) ? `b${build}` : undefined;
  for (const binding of set?.bindings ?? []) {
    if (binding.kind === 'inherit') {
      const inherited = binding.names.find((name) => ['rev', 'tag'].includes(attributeText(name) ?? ''));
      if (inherited?.kind === 'identifier' && binding.from === undefined)
        return writtenText(inherited, bindings);
      continue;
    }
    const name = binding.attrpath.map(attributeText)[0];
    if (name === 'rev' || name === 'tag')
      return writtenText(binding.value, bindings)?.replace(/^refs\/tags\//, '');
  }
  return ofVersion;
}

/** A text that is written out, also behind `version`, `finalAttrs.version` or a local name. */
function writtenText(node: Expression, bindings: readonly AttributeBinding[]): string | undefined {
  const inner = withoutParentheses(node);
  if (inner.kind === 'string') {
    const parts = inner.parts.map((part) =>
      part.kind === 'text' ? part.value : writtenText(part.expression, bindings),
    );
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  const isVersion =
    inner.kind === 'select' &&
    inner.target.kind === 'identifier' &&
    inner.attrpath.map(attributeText).join('.') === 'version';
  if (isVersion || (inner.kind === 'identifier' && inner.name === 'version')) {
    const version = bindings.find(
      (candidate) => candidate.attrpath.map(attributeText).join('.') === 'version',
    );
    if (version !== undefined && version.value !== node) return literalText(version.value);
  }
  if (inner.kind !== 'identifier') return undefined;
  const binder = boundBy(inner);
  return binder?.kind === 'binding' && binder.value !== node ? literalText(binder.value) : undefined;
}
