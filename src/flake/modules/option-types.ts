/** What an option's type says about its value's shape, as far as hosts and modules depend on it. */
import type { Interpreter } from '../../eval/interpreter.js';
import { typeArguments } from '../../eval/library/types.js';
import { asList } from '../../eval/operators.js';
import { Thunk } from '../../eval/thunk.js';
import { type ListItem, type SetValue, setValue, type Value } from '../../eval/value.js';

export type OptionType =
  /** Modules of its own; `bare` where a definition that is a set is no module but options alone. */
  | {
      readonly kind: 'submodule';
      readonly modules: readonly ListItem[];
      readonly specialArguments: Value | undefined;
      readonly bare: boolean;
    }
  /** `lazy` where an attribute whose condition is false is there all the same. */
  | { readonly kind: 'attributes'; readonly element: OptionType; readonly lazy: boolean }
  | { readonly kind: 'list'; readonly element: OptionType }
  | { readonly kind: 'nullable'; readonly element: OptionType }
  /** A module that is not evaluated (`deferredModule`), with those that are always part of it. */
  | { readonly kind: 'module'; readonly always: readonly ListItem[] }
  /** `coercedTo from change to` */
  | { readonly kind: 'coerced'; readonly change: Thunk; readonly element: OptionType }
  /** One value as it is given. */
  | { readonly kind: 'raw' }
  /** Merged by what the definitions are. */
  | { readonly kind: 'free' };

const free: OptionType = { kind: 'free' };

const rawNames = new Set([
  'raw',
  'unspecified',
  'functionTo',
  'optionType',
  'package',
  'path',
  'pkgs',
  'enum',
  'bool',
  'int',
  'str',
]);

/** Types within types; further ones are not looked at. A type that holds itself does so behind a submodule. */
const deepestType = 16;

export function readType(interpreter: Interpreter, value: Value | undefined, depth = 0): OptionType {
  if (value?.type !== 'set' || depth > deepestType) return free;
  const name = interpreter.string(value.get('name')?.force() ?? value);
  const given = asList(value.get(typeArguments)?.force() ?? value).items;
  if (name === undefined) return free;
  const inner = (item: ListItem | undefined): OptionType =>
    readType(interpreter, item?.thunk.force(), depth + 1);
  const [first, second, third] = given;
  switch (name) {
    case 'submodule':
      return {
        kind: 'submodule',
        modules: first === undefined ? [] : modulesOf(first),
        specialArguments: undefined,
        bare: true,
      };
    case 'submoduleWith':
      return submoduleWith(interpreter, first?.thunk.force());
    case 'attrsOf':
    case 'lazyAttrsOf':
      return { kind: 'attributes', element: inner(first), lazy: name === 'lazyAttrsOf' };
    case 'attrsWith': {
      const settings = first?.thunk.force();
      const element = settings === undefined ? undefined : interpreter.select(settings, 'elemType');
      return { kind: 'attributes', element: readType(interpreter, element, depth + 1), lazy: true };
    }
    case 'listOf':
    case 'nonEmptyListOf':
      return { kind: 'list', element: inner(first) };
    case 'nullOr':
      return { kind: 'nullable', element: inner(first) };
    case 'uniq':
      return inner(first);
    case 'unique':
    case 'addCheck':
      return inner(name === 'unique' ? second : first);
    case 'coercedTo':
      return second === undefined ? free : { kind: 'coerced', change: second.thunk, element: inner(third) };
    case 'deferredModule':
      return { kind: 'module', always: [] };
    case 'deferredModuleWith': {
      const settings = first?.thunk.force();
      const modules = settings === undefined ? undefined : interpreter.select(settings, 'staticModules');
      return { kind: 'module', always: modules === undefined ? [] : asList(modules).items };
    }
    default:
      return rawNames.has(name) ? { kind: 'raw' } : free;
  }
}

function submoduleWith(interpreter: Interpreter, settings: Value | undefined): OptionType {
  if (settings === undefined) return free;
  const modules = interpreter.select(settings, 'modules');
  const bare = interpreter.select(settings, 'shorthandOnlyDefinesConfig');
  return {
    kind: 'submodule',
    modules: modules === undefined ? [] : asList(modules).items,
    specialArguments: interpreter.select(settings, 'specialArgs'),
    bare: bare?.type === 'boolean' && bare.value,
  };
}

/** `submodule` takes one module or a list. */
function modulesOf(given: ListItem): readonly ListItem[] {
  const value = given.thunk.force();
  return value.type === 'list' ? value.items : [given];
}

/** What several declarations of one option come to: the modules of all of them. */
export function joinTypes(types: readonly OptionType[]): OptionType {
  const [first, ...others] = types.filter(({ kind }) => kind !== 'free');
  if (first === undefined) return free;
  if (first.kind === 'submodule') {
    return {
      ...first,
      modules: [
        ...first.modules,
        ...others.flatMap((other) => (other.kind === 'submodule' ? other.modules : [])),
      ],
    };
  }
  if (first.kind === 'module') {
    return {
      kind: 'module',
      always: [...first.always, ...others.flatMap((other) => (other.kind === 'module' ? other.always : []))],
    };
  }
  if (first.kind === 'attributes') {
    return {
      ...first,
      element: joinTypes([
        first.element,
        ...others.flatMap((other) => (other.kind === 'attributes' ? [other.element] : [])),
      ]),
    };
  }
  return first;
}

/** Options declared below an option that holds modules are one module more. */
export function withOptions(type: OptionType, options: readonly Thunk[]): OptionType {
  if (options.length === 0 || type.kind !== 'submodule') return type;
  const modules = options.map(
    (thunk): ListItem => ({ thunk: Thunk.of(setValue(new Map([['options', thunk]]))), literal: undefined }),
  );
  return { ...type, modules: [...type.modules, ...modules] };
}

export const isOption = (value: SetValue): boolean => {
  const mark = value.get('_type')?.force();
  return mark?.type === 'string' && mark.text === 'option';
};
