/** Settings that build for the machine at hand, which contradict the choice of CPU kernels at run time. */
import type { Place, Problem } from '../src/problem.js';
import type { AttributeBinding, Expression, List } from '../src/syntax/nodes.js';
import { descendants } from '../src/syntax/parser.js';
import { leftAlone } from './problems.js';

const nativeFlag = /GGML_NATIVE(:BOOL)?=(ON|TRUE|1|true|on)|-m(arch|tune|cpu)=native/;

/** The parts of an attribute that only ask for a native build: all of it, or some elements of its lists. */
export function nativeParts(
  binding: AttributeBinding,
  name: string,
): { whole: boolean; lists: { list: List; elements: Expression[] }[] } | undefined {
  const text = binding.source.textOf(binding.value);
  if (/^NIX_(C\w+_COMPILE|C\w+_LINK|LDFLAGS|ENFORCE_NO_NATIVE)$/.test(name))
    return /native|^"?0?"?$/.test(text) ? { whole: true, lists: [] } : undefined;
  // export NIX_ENFORCE_NO_NATIVE=0
  if (name === 'preConfigure' && /NIX_ENFORCE_NO_NATIVE/.test(text)) return { whole: true, lists: [] };
  if (name === 'env' && /-m(arch|tune|cpu)=native|NIX_ENFORCE_NO_NATIVE|^"?0"?$/.test(text))
    return { whole: true, lists: [] };
  if (name !== 'cmakeFlags' || (!nativeFlag.test(text) && !/cmakeBool\s+"GGML_NATIVE"\s+true/.test(text)))
    return undefined;
  const lists: { list: List; elements: Expression[] }[] = [];
  let total = 0;
  for (const node of descendants(binding.value)) {
    if (node.kind !== 'list') continue;
    const elements = node.elements.filter((element) => {
      const shown = element.source.textOf(element);
      return nativeFlag.test(shown) || /cmakeBool\s+"GGML_NATIVE"\s+true/.test(shown);
    });
    total += node.elements.length;
    if (elements.length > 0) lists.push({ list: node, elements });
  }
  const removed = lists.reduce((sum, { elements }) => sum + elements.length, 0);
  return { whole: removed === total, lists };
}

/** What is said where such settings go. */
export const withoutNativeFlags = (place: Place): Problem => ({
  kind: leftAlone,
  message:
    'Flags that build for the machine at hand were taken out: they contradict the choice of CPU kernels at run time, which is as fast.',
  place,
});

/** Only asked for beside a native build, or to say that it is one. */
export const isLocal = (name: string): boolean =>
  ['preferLocalBuild', 'allowSubstitutes', 'requiredSystemFeatures', 'pname', 'name'].includes(name);
