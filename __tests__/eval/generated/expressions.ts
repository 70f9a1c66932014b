/** Expressions of all of the language, each with the kind of its value known beforehand. */

import { type Choices, type Kind, listOf, Names, names, setOf, someKind } from './choices.js';
import { booleanForms, floatForms, integerForms, listForms, setForms, stringForms } from './forms.js';

export interface Options {
  /** Whether expressions may fail. Then those are left out that Nix would give up for an error that we need not know of. */
  readonly withErrors: boolean;
}

/** Makes the text of an expression, in brackets where it needs them. */
export type Make = () => string;

const errors: readonly [string, ...string[]] = [
  '(throw "x")',
  '(assert false; 1)',
  '(throw "y")',
  '(1 / 0)',
  '({ }.missing)',
  '(builtins.head [ ])',
  '(1 + "a")',
  '(builtins.elemAt [ 1 ] 1)',
  '(let x = x; in x)',
];

export class ExpressionMaker {
  readonly choices: Choices;
  readonly options: Options;

  constructor(choices: Choices, options: Options) {
    this.choices = choices;
    this.options = options;
  }

  /** An expression of any kind. */
  any(): string {
    return this.make(someKind(this.choices, 2), new Names(), this.choices.number(0, 5));
  }

  make(kind: Kind, scope: Names, depth: number): string {
    if (this.options.withErrors && this.choices.chance(12)) return this.choices.of(errors);
    const variables = scope.ofKind(kind);
    const [first, ...more] = variables;
    if (first !== undefined && this.choices.chance(3)) return this.choices.of([first, ...more]);
    const forms = [
      ...this.#formsOf(kind, scope, depth),
      ...(depth > 0 ? this.#wrappings(kind, scope, depth - 1) : []),
    ];
    const [simplest = () => 'null', ...others] = forms;
    return this.choices.of<Make>([simplest, ...others])();
  }

  #formsOf(kind: Kind, scope: Names, depth: number): Make[] {
    const make = (inner: Kind): string => this.make(inner, scope, depth - 1);
    const isLeaf = depth <= 0;
    switch (kind.of) {
      case 'integer':
        return integerForms(this, make, isLeaf);
      case 'float':
        return floatForms(this, make, isLeaf);
      case 'string':
        return stringForms(this, make, isLeaf);
      case 'boolean':
        return booleanForms(this, make, isLeaf);
      case 'null':
        return [() => 'null'];
      case 'list':
        return listForms(this, make, kind.element, isLeaf);
      case 'set':
        return setForms(this, make, kind.attributes, isLeaf);
    }
  }

  /** Expressions that give what another one gives. */
  #wrappings(kind: Kind, scope: Names, depth: number): Make[] {
    const { choices } = this;
    const name = choices.of(names);
    const other = someKind(choices, 1);
    const make = (inner: Kind, inside: Names = scope): string => this.make(inner, inside, depth);
    const bound = scope.binding([[name, other]]);
    const twice = scope.binding([
      [name, other],
      ['y', other],
    ]);
    const whole = bound.binding([['s', setOf([[name, other]])]]);
    const fallback = make(kind);
    const safe: Make[] = [
      () => `(${make(kind)})`,
      () => `(let ${name} = ${make(other)}; in ${make(kind, bound)})`,
      () => `(let inherit ({ ${name} = ${make(other)}; }) ${name}; in ${make(kind, bound)})`,
      () => `(if ${choices.number(0, 9)} < ${choices.number(0, 9)} then ${make(kind)} else ${make(kind)})`,
      () => `((${name}: ${make(kind, bound)}) ${make(other)})`,
      () => `(({ ${name}, ... }: ${make(kind, bound)}) { ${name} = ${make(other)}; z = 1; })`,
      () => `(({ ${name} ? ${make(other)} }: ${make(kind, bound)}) { })`,
      () => `(({ ${name} ? ${make(other)}, y ? ${name} }: ${make(kind, twice)}) { })`,
      () => `((s@{ ${name}, ... }: ${make(kind, whole)}) { ${name} = ${make(other)}; })`,
      () => `(with { ${name} = ${make(other)}; }; ${make(kind, scope.borrowing([[name, other]]))})`,
      () => `(assert 1 < ${choices.number(2, 9)}; ${make(kind)})`,
      () => `rec { r = ${make(kind, scope.binding([['q', other]]))}; q = ${make(other)}; }.r`,
      () => `{ ${name} = ${make(kind)}; }.${name}`,
      () => `{ ${name}.x = ${make(kind)}; ${name}.y = ${make(other)}; }.${name}.x`,
      () => `({ n.${name} = ${make(other)}; }.n.m or ${fallback})`,
      () => `(builtins.head [ ${make(kind)} ${make(other)} ])`,
      () => `(builtins.elemAt [ ${make(other)} ${make(kind)} ] 1)`,
      () => `(builtins.getAttr "x" { x = ${make(kind)}; })`,
      () => `({ __functor = self: ${name}: ${make(kind, bound)}; } ${make(other)})`,
      () => `(let { body = ${make(kind)}; })`,
    ];
    if (this.options.withErrors) return safe;
    return [
      ...safe,
      () => `(if ${make({ of: 'boolean' })} then ${make(kind)} else ${make(kind)})`,
      () => `({ ${name} = ${make(kind)}; }.\${("" + "${name}")} or ${fallback})`,
      () => `(builtins.seq ${make(other)} ${make(kind)})`,
      () => `(builtins.foldl' (x: y: y) ${fallback} ${make(listOf(kind))})`,
    ];
  }
}
