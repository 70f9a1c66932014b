/** The GPU targets of ROCm: nixpkgs takes a list of them, upstream the same joined by `;`. */
import { boundBy } from '../src/flake/names.js';
import { attributeText, literalText, withoutParentheses } from '../src/syntax/literals.js';
import type { Expression } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { literalTexts } from './argument-sets.js';

/** @returns the text for upstream's argument; `undefined` where it is not known whether a list or a text is meant */
export function gpuTargets(value: Expression | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (literalText(value) !== undefined) return value.source.textOf(value);
  const texts = literalTexts(value);
  if (texts !== undefined) return `"${texts.join(';')}"`;
  const inner = withoutParentheses(value);
  const text = inner.source.textOf(inner);
  switch (formOf(inner)) {
    case 'list':
      return `builtins.concatStringsSep ";" ${text}`;
    case 'text':
      return text;
    default:
      return undefined;
  }
}

function formOf(value: Expression): 'list' | 'text' | undefined {
  const binder = value.kind === 'identifier' ? boundBy(value) : undefined;
  const written =
    binder?.kind === 'binding' && binder.attrpath.length === 1 ? withoutParentheses(binder.value) : value;
  if (written.kind === 'list') return 'list';
  if (written.kind === 'string') return 'text';
  if (/^(lib|builtins)\.concat(Map)?StringsSep\b/.test(written.source.textOf(written))) return 'text';
  return formOfOption(written);
}

/** The type that the file declares for an option, `cfg.targets` being named like one declaration of it alone. */
function formOfOption(value: Expression): 'list' | 'text' | undefined {
  if (value.kind !== 'select' || value.fallback !== undefined) return undefined;
  const name = value.attrpath.map(attributeText).at(-1);
  if (name === undefined) return undefined;
  const types = [...descendants(value.source.root)].flatMap((node) =>
    node.kind === 'binding' && node.attrpath.map(attributeText).at(-1) === name
      ? (declaredType(node.value) ?? [])
      : [],
  );
  const [type] = types;
  if (type === undefined || types.length > 1) return undefined;
  if (/^(lib\.)?(types\.)?listOf\b/.test(type)) return 'list';
  return /^(lib\.)?(types\.)?(str|singleLineStr|nonEmptyStr)$/.test(type) ? 'text' : undefined;
}

/** The text of `type` in `mkOption { type = …; }`. */
function declaredType(declaration: Expression): string | undefined {
  const call = withoutParentheses(declaration);
  if (call.kind !== 'apply') return undefined;
  const { source } = call;
  const argument = withoutParentheses(call.argument);
  if (!/(^|\.)mkOption$/.test(source.textOf(call.function)) || argument.kind !== 'attributeSet')
    return undefined;
  for (const binding of argument.bindings) {
    if (binding.kind === 'binding' && binding.attrpath.map(attributeText).join('.') === 'type')
      return source.textOf(withoutParentheses(binding.value));
  }
  return undefined;
}
