import type { Value } from '../../src/eval/value.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { evaluate, evaluation, shown } from './evaluation.js';

beforeAll(loadGrammar);

/** A value of which some part is not known; a stack overflow would have been thrown. */
function isUnknown(value: Value): boolean {
  return shown(value).includes('unknown') || shown(value).includes('…');
}

describe('values that need themselves are unknown', () => {
  test.each([
    'let x = x; in x',
    'rec { a = b; b = a; }.a',
    'let f = x: f x; in f 1',
    'let f = x: f (x + 1); in f 1',
    'let x = { a = x; }; in builtins.toJSON x',
    'let x = [ x ]; in toString x',
    'let f = n: [ (f (n + 1)) ]; in f 1 == f 1',
    'let f = n: [ (f (n + 1)) ]; in f 1 < f 1',
    'let f = n: [ (f (n + 1)) ]; in lib.flatten (f 1)',
    'let f = n: { a = f (n + 1); }; in lib.recursiveUpdate (f 1) (f 2) == 1',
    'let f = n: { a = f (n + 1); }; in lib.collect builtins.isInt (f 1)',
    `let x = { __toString = self: x; }; in "\${x}" + ""`,
    `let x = { outPath = x; }; in "\${x}" + ""`,
    'let x = { __functor = x; }; in x 1',
    'lib.fix (self: self)',
    'lib.converge (x: x + 1) 0',
  ])('%s', (expression) => {
    expect(isUnknown(evaluate(expression)) || shown(evaluate(expression)) === 'false').toBe(true);
  });

  test('what does not need itself beside them is known', () => {
    expect(shown(evaluate('let x = x; y = 1; in [ y (1 + 1) ]'))).toBe("[1' 2']");
    expect(shown(evaluate('let x = { a = x; b = 1; }; in x.a.a.a.b'))).toBe('1');
    expect(shown(evaluate('let x = { a = x; }; in x == x'))).toBe('true');
  });
});

describe('thousands of levels end in an unknown, not in a stack overflow', () => {
  const recursions: Readonly<Record<string, string>> = {
    call: 'let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 100000',
    string: `let f = n: if n == 0 then "" else "x\${f (n - 1)}"; in builtins.stringLength (f 100000)`,
    update: 'let f = n: if n == 0 then { a = 1; } else f (n - 1) // { b = n; }; in (f 100000).a',
    map: 'let f = n: if n == 0 then 0 else builtins.head (map f [ (n - 1) ]); in f 100000',
    fold: "let f = n: if n == 0 then 0 else builtins.foldl' (a: x: a + f x) 0 [ (n - 1) ]; in f 100000",
    sort: 'let f = n: if n == 0 then true else builtins.head (builtins.sort (a: b: f (n - 1)) [ true false ]); in f 100000',
    concatMap:
      'let f = n: if n == 0 then [ 1 ] else builtins.concatMap (x: f (n - 1)) [ 1 ]; in builtins.length (f 100000)',
    pipe: 'let f = n: if n == 0 then 0 else lib.pipe n [ (x: x - 1) f ]; in f 100000',
    extends:
      'let f = n: if n == 0 then (s: { a = 1; }) else lib.extends (final: prev: { a = prev.a + 1; }) (f (n - 1)); in (lib.fix (f 100000)).a',
    formals: 'let f = { n, m ? n }: if m == 0 then 0 else f { n = m - 1; }; in f { n = 100000; }',
    accumulated: "(builtins.foldl' (a: x: { v = a.v + x; }) { v = 0; } (lib.range 1 50000)).v",
  };
  test.each(Object.entries(recursions))('%s', (_name, expression) => {
    expect(evaluate(expression).type).toBe('unknown');
  });

  const written: Readonly<Record<string, (levels: number) => string>> = {
    lists: (levels) => `builtins.deepSeq (${'['.repeat(levels)}${']'.repeat(levels)}) 1`,
    brackets: (levels) => `${'('.repeat(levels)}1${')'.repeat(levels)}`,
    lets: (levels) => `${'let a = 1; in '.repeat(levels)}a`,
    withs: (levels) => `${'with { a = 1; }; '.repeat(levels)}a`,
    sums: (levels) => Array.from({ length: levels }, () => '1').join(' + '),
    paths: (levels) => `{ ${Array.from({ length: levels }, () => 'a').join('.')} = 1; }.b or 1`,
  };
  test.each(Object.entries(written))('%s within each other', (_name, make) => {
    expect(['integer', 'unknown']).toContain(evaluate(make(900)).type);
    expect(evaluate(make(300)).type).toBe('integer');
  });

  test('a few hundred calls within each other are understood', () => {
    expect(shown(evaluate('let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 150'))).toBe('150');
    expect(shown(evaluate("builtins.foldl' builtins.add 0 (lib.range 1 20000)"))).toBe('200010000');
  });
});

describe('a few lines that ask for more than a machine has are unknown, soon', () => {
  const doubling = (what: string): string => `builtins.foldl' (a: x: ${what}) `;
  const expressions: readonly string[] = [
    `${doubling('a + a')} "x" (lib.range 1 60)`,
    `builtins.length (${doubling('a ++ a')} [ 1 ] (lib.range 1 60))`,
    `builtins.toJSON (${doubling('[ a a ]')} "" (lib.range 1 60))`,
    `toString (${doubling('[ a a ]')} "" (lib.range 1 60))`,
    `lib.flatten (${doubling('[ a a ]')} "" (lib.range 1 60))`,
    `${doubling('{ l = a; r = a; }')} { } (lib.range 1 60) == ${doubling('{ l = a; r = a; }')} { } (lib.range 1 60)`,
    `${doubling('builtins.toJSON a')} "\\"" (lib.range 1 60)`,
    `${doubling('builtins.replaceStrings [ "x" ] [ "xx" ] a')} "x" (lib.range 1 60)`,
    'builtins.length (lib.cartesianProduct { a = lib.range 1 1000; b = lib.range 1 1000; c = lib.range 1 1000; })',
    'builtins.genList (x: x) 1000000000',
    'builtins.match "(a+)+b" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
    `${doubling('lib.optionals stranger a ++ a')} [ 1 ] (lib.range 1 60)`,
  ];
  test.each(expressions)('%s', (expression) => {
    const start = performance.now();
    const value = evaluate(expression);
    expect(performance.now() - start).toBeLessThan(30_000);
    const size = value.type === 'list' ? value.items.length : 0;
    expect(value.type === 'list' ? value.gaps.length > 0 : isUnknown(value)).toBe(true);
    expect(size).toBeLessThanOrEqual(65_536);
  });
});

test('past the budget of steps all is unknown, and says so', () => {
  const { value, nix } = evaluation('let f = n: if n == 0 then 0 else f (n - 1) + f (n - 1); in f 40', {
    steps: 100_000,
  });
  expect(value).toMatchObject({
    type: 'unknown',
    why: 'the configuration is too large to be understood to the end',
  });
  expect(nix.exhausted).toBe(true);
});

test('the same steps suffice for what is smaller', () => {
  const { value, nix } = evaluation('let f = n: if n == 0 then 1 else f (n - 1) + f (n - 1); in f 10', {
    steps: 100_000,
  });
  expect(shown(value)).toBe('1024');
  expect(nix.exhausted).toBe(false);
});

test('a file of 400 kB is evaluated', () => {
  const attributes = Array.from(
    { length: 12_000 },
    (_, index) => `  attribute${index} = { value = ${index}; };`,
  );
  const text = `{\n${attributes.join('\n')}\n}`;
  expect(text.length).toBeGreaterThan(400_000);
  const setting = { files: { 'large.nix': text } };
  expect(shown(evaluate('(import ./large.nix).attribute11999.value', setting))).toBe('11999');
  expect(shown(evaluate('builtins.length (builtins.attrNames (import ./large.nix))', setting))).toBe('12000');
  const sum = "builtins.foldl' (sum: one: sum + one.value) 0 (builtins.attrValues (import ./large.nix))";
  expect(shown(evaluate(sum, setting))).toBe(String((11_999 * 12_000) / 2));
});

describe('what is not there', () => {
  test.each([
    ['{ a = 1; }.b', 'there is no attribute “b”'],
    ['nobody', 'nothing binds the name “nobody”'],
    ['builtins.elemAt [ 1 ] 5', 'a list has no element 5'],
    ['throw "no"', 'throws “no”'],
    ['1 / 0', 'division by zero'],
    ['assert false; 1', 'an assertion fails'],
    ['({ a }: a) { }', 'the argument “a” is not given'],
  ])('%s: %s', (expression, why) => {
    expect(evaluate(expression)).toMatchObject({ type: 'unknown', why });
  });
});
