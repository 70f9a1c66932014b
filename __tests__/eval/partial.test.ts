import { whyOpen } from '../../src/eval/builtins/shapes.js';
import { loadGrammar } from '../../src/syntax/parser.js';
import { evaluate, evaluation, shown } from './evaluation.js';

beforeAll(loadGrammar);

/** What is known of values that have unknown parts; `stranger` is a symbol. See `shown` for the notation. */
const tables: Readonly<Record<string, readonly (readonly [expression: string, expected: string])[]>> = {
  'symbols grow longer': [
    ['stranger.a.b', '<stranger.a.b>'],
    ['stranger.f { a = 1; }', '<(stranger.f …)>'],
    ['(stranger.f 1).b', '<(stranger.f …).b>'],
    ['lib.nixosSystem { }', '<(lib.nixosSystem …)>'],
    ['lib.licenses.mit', '<lib.licenses.mit>'],
    ['import stranger { a = 1; }', '<((import …) …)>'],
    [`import "\${stranger}/nixos" { }`, '<((import …) …)>'],
    ['lib.getExe stranger.p', '<stranger.p>+"/bin/"+unknown'],
    ['lib.hiPrio stranger.p', '<stranger.p>'],
  ],
  'what is known by its name alone may be known to be a set, and to lack a name': [
    ['lib.noSuchFunction or 1', '1'],
    ['stranger.noSuchFunction or 1', '<stranger.noSuchFunction>'],
    ['lib.nixosSystem or 1', '<lib.nixosSystem>'],
    ['lib != null', 'true'],
    ['lib == "x"', 'false'],
    ['stranger != null', 'unknown'],
    ['lib == { }', 'false'],
    ['{ } != lib', 'true'],
    ['lib == { a = 1; }', 'unknown'],
    ['stranger == { }', 'unknown'],
    ['{ a = stranger; } == { }', 'false'],
    ['({ a = 1; } // stranger) == { }', 'false'],
    ['({ a = 1; } // stranger) == { b = 1; }', 'false'],
    ['({ a = 1; } // stranger) == { a = 1; }', 'unknown'],
    ['({ a = 1; } // stranger) == ({ b = 1; } // stranger.other)', 'unknown'],
    ['({ } // stranger) == { }', 'unknown'],
    ['lib.nixosSystem == null', 'false'],
    ['null != lib.nixosSystem', 'true'],
    ['lib.nixosSystem == { }', 'false'],
    ['lib.nixosSystem == (x: x)', 'unknown'],
    ['stranger.nixosSystem == null', 'unknown'],
    ['builtins.isFunction lib.nixosSystem', 'true'],
    ['builtins.isAttrs lib.nixosSystem', 'false'],
    ['builtins.isAttrs lib', 'true'],
    ['builtins.isString lib', 'false'],
    ['builtins.typeOf lib', '"set"'],
    ['builtins.isAttrs stranger', 'unknown'],
  ],
  'what is needed and not known makes the result unknown': [
    ['builtins.length stranger', 'unknown'],
    [`builtins.stringLength "a\${stranger}"`, 'unknown'],
    ['builtins.elemAt (stranger ++ [ 1 ]) 0', 'unknown'],
    ['builtins.head (lib.optional stranger 1 ++ [ 2 ])', 'unknown'],
    ['builtins.length (lib.optional stranger 1)', 'unknown'],
    ['builtins.attrNames stranger', '[…]'],
    ['builtins.tryEval (throw "x")', 'unknown'],
    ['builtins.currentSystem', 'unknown'],
    ['builtins.fetchTarball "x"', 'unknown'],
    ['builtins.getFlake "nixpkgs"', 'unknown'],
    ['<nixpkgs>', 'unknown'],
  ],
  'lists keep their unknown parts as gaps, and go on around them': [
    ['[ 1 ] ++ stranger ++ [ 2 ]', "[1' 2' …]"],
    ['map (x: x + 1) ([ 1 ] ++ stranger)', '[2 …]'],
    ['builtins.filter (x: x > 1) ([ 1 2 ] ++ stranger)', "[2' …]"],
    ['builtins.concatLists [ [ 1 ] stranger [ 2 ] ]', "[1' 2' …]"],
    ['builtins.concatMap (x: [ x ]) ([ 1 ] ++ stranger)', "[1' …]"],
    ['lib.flatten [ 1 [ 2 stranger.list ] ]', "[1' 2' <stranger.list>']"],
    ["builtins.foldl' (a: b: a ++ b) [ ] ([ [ 1 ] ] ++ stranger)", "[1' …]"],
    ["builtins.foldl' (a: b: a // b) { } ([ { a = 1; } ] ++ stranger)", '{a=1 …unknown}'],
    ['lib.reverseList ([ 1 2 ] ++ stranger)', "[2' 1' …]"],
    ['builtins.sort (a: b: stranger) [ 2 1 ]', "[2' 1' …]"],
    ['lib.unique [ 1 2 1 ]', "[1' 2']"],
  ],
  'elements of which it is not known whether they are there may be there': [
    ['lib.optional stranger 1', '[1?]'],
    ['lib.optionals stranger [ 1 2 ] ++ [ 3 ]', "[1'? 2'? 3']"],
    ['builtins.filter (x: stranger) [ 1 ]', "[1'?]"],
    ['map (x: x + 1) (lib.optional stranger 1)', '[2?]'],
    ['[ 1 ] ++ (if stranger then [ 2 ] else [ ])', "[1' 2'?]"],
    ['[ 1 ] ++ (if stranger then [ 2 ] else if stranger then [ 3 ] else [ ])', "[1' 2'? 3'?]"],
    ['builtins.concatLists [ [ 1 ] (lib.optionals stranger [ 2 ]) ]', "[1' 2'?]"],
    ['builtins.concatLists (lib.optional stranger [ 1 2 ])', "[1'? 2'?]"],
    ['builtins.tail (lib.optional stranger 1 ++ [ 2 ])', "[1? 2'?]"],
    ['lib.take 1 (lib.optional stranger 1 ++ [ 2 ])', "[1? 2'?]"],
    ['lib.unique [ 1 stranger ]', "[1' <stranger>'?]"],
    ['lib.subtractLists [ stranger ] [ 1 ]', "[1'?]"],
    ['builtins.partition (x: stranger) [ 1 ]', "{right=[1'?] wrong=[1'?]}"],
    ["builtins.foldl' (a: b: a + b) 0 ([ 1 ] ++ lib.optional stranger 2)", '(3 | 1)'],
  ],
  'an answer that does not depend on what is unknown is known': [
    ['builtins.elem 1 [ stranger 1 ]', 'true'],
    ['builtins.elem 2 [ stranger 1 ]', 'unknown'],
    ['builtins.any (x: x) [ stranger true ]', 'true'],
    ['builtins.all (x: x) [ stranger false ]', 'false'],
    ['stranger && false', 'false'],
    ['true || stranger', 'true'],
    ['stranger || true', 'true'],
    ['{ a = 1; b = stranger; } == { a = 2; b = stranger; }', 'false'],
    ['{ a = stranger; } ? a', 'true'],
    ['{ ${toString ./sub} = 1; } ? ${toString ./sub}', 'true'],
    ['{ ${toString ./sub} = 1; } ? ${toString ./other}', 'false'],
    ['({ ${toString ./sub} = 1; } // { ${toString ./other} = 2; }).${toString ./other}', '2'],
    ['builtins.attrNames { ${toString ./sub} = 1; } == [ (toString ./sub) ]', 'true'],
    [
      'builtins.mapAttrs (name: _: name == toString ./sub) { ${toString ./sub} = 1; } == { ${toString ./sub} = true; }',
      'true',
    ],
  ],
  'of many with that may bind a name none is told apart': [
    [`${'with stranger; '.repeat(2)}x`, '(<stranger.x> | <stranger.x>)'],
    [`${'with stranger; '.repeat(30)}x`, 'unknown'],
    [`${'with x; '.repeat(30)}x`, 'unknown'],
  ],
  'an unknown condition leaves both values': [
    ['if stranger then 1 else 2', '(1 | 2)'],
    ['toString (if stranger then 1 else 2)', '("1" | "2")'],
    ['(if stranger then { a = 1; } else { a = 2; }).a', '(1 | 2)'],
    ['lib.optionalString stranger "a"', '("a" | "")'],
    ['lib.optionalAttrs stranger { a = 1; }', '({a=1} | {})'],
    ['builtins.attrNames (lib.optionalAttrs stranger { a = 1; })', '(["a"] | [])'],
    ['builtins.attrValues (lib.optionalAttrs stranger { a = 1; } // { b = 2; })', '[1? 2]'],
  ],
  'sets keep what is known beside what is not': [
    ['{ a = 1; } // stranger', '{a=1 …<stranger>}'],
    ['({ c = 3; } // (if stranger then { c = 1; } else { })).c', '(1 | 3)'],
    ['({ c = 3; } // (if stranger then { c = 1; } else { c = 2; })).c', '(1 | 2)'],
    ['({ c = 3; } // (if stranger then { b = 1; } else { })).c', '3'],
    ['({ c = 3; } // (if stranger then { c = 1; } else { }) // { c = 4; }).c', '4'],
    [
      '({ c = 3; } // lib.optionalAttrs stranger { c = 1; } // lib.optionalAttrs stranger { c = 2; }).c',
      '(2 | 1 | 3)',
    ],
    [
      '({ c = 3; } // (if stranger then (if stranger then { c = 1; } else { c = 2; }) else { })).c',
      '(1 | 2 | 3)',
    ],
    ['({ c = 3; } // (if stranger then { c = 1; } else stranger.other)).c', '(1 | 3)'],
    ['builtins.attrNames ({ c = 3; } // (if stranger then { c = 1; } else { }))', '["c"]'],
    ['({ a = 1; } // stranger).b', '<stranger.b>'],
    ['builtins.attrNames ({ a = 1; } // stranger)', '["a" …]'],
    ['builtins.attrValues ({ a = 1; } // stranger)', '[1 …]'],
    ['(builtins.mapAttrs (n: v: v + 1) ({ a = 1; } // stranger)).a', '2'],
    [`(builtins.mapAttrs (n: v: "\${n}!") stranger).b`, '"b!"'],
    ['(builtins.mapAttrs (n: v: v) stranger) ? b', 'unknown'],
    [`(lib.genAttrs stranger (system: "for \${system}")).b`, '"for b"'],
    ['(lib.genAttrs stranger (system: system)) ? b', 'unknown'],
    ['(removeAttrs stranger [ "a" ]).b', '<stranger.b>'],
    ['(removeAttrs stranger [ "a" ]).a or 1', '1'],
    ['(lib.filterAttrs (n: v: n != "a") stranger).a or 1', '1'],
    ['builtins.attrNames (lib.filterAttrs (n: v: v == stranger) { a = 1; })', '["a"?]'],
    ['lib.listToAttrs [ { name = "a"; value = 1; } { name = stranger; value = 2; } ]', '{a=1 …unknown}'],
    ["lib.mapAttrs' (n: v: { name = n; value = v; }) ({ a = 1; } // stranger)", '{a=1 …unknown}'],
    [`{ \${stranger} = 1; a = 2; }`, '{a=2 …unknown}'],
    [`{ a.\${stranger} = 1; b = 2; }.b`, '2'],
    ['lib.recursiveUpdate { a.b = 1; } { a.c = stranger; }', '{a={b=1 c=<stranger>}}'],
    ['with stranger; { inherit (lib) id; }.id 1', '1'],
  ],
  'strings keep what is known beside what is not': [
    [`"a\${stranger}b"`, '"a"+<stranger>+"b"'],
    ['toString stranger', '<stranger>'],
    ['builtins.concatStringsSep ":" [ "a" stranger.b ]', '"a:"+<stranger.b>'],
    ['builtins.replaceStrings [ "x" ] [ stranger ] "axb"', '"a"+<stranger>+"b"'],
    ['lib.makeBinPath [ stranger.p "/usr" ]', '<stranger.p>+"/bin:/usr/bin"'],
  ],
};

describe.each(Object.entries(tables))('%s', (_name, table) => {
  test.each(table)('%s is %s', (expression, expected) => {
    expect(shown(evaluate(expression))).toBe(expected);
  });
});

describe('what a value was written as stays with it', () => {
  const writtenItems = (text: string): (string | undefined)[] => {
    const { value } = evaluation(text);
    if (value.type !== 'list') throw new Error(`no list: ${shown(value)}`);
    return value.items.map(({ literal }) => literal && text.slice(literal.start, literal.end));
  };

  test.each([
    ['[ 1 2 ]', ['[ 1 2 ]', '[ 1 2 ]']],
    ['[ 1 ] ++ [ 2 ]', ['[ 1 ]', '[ 2 ]']],
    ['builtins.filter (x: x > 1) [ 1 2 ]', ['[ 1 2 ]']],
    ['builtins.concatLists [ [ 1 ] [ 2 ] ]', ['[ 1 ]', '[ 2 ]']],
    ['builtins.concatMap (x: [ x ]) [ 1 ]', ['[ x ]']],
    ['builtins.sort (a: b: a < b) [ 2 1 ]', ['[ 2 1 ]', '[ 2 1 ]']],
    ['lib.optionals true [ 1 ]', ['[ 1 ]']],
    ['lib.flatten [ [ 1 ] 2 ]', ['[ 1 ]', '[ [ 1 ] 2 ]']],
    ['map (x: x) [ 1 ]', [undefined]],
  ])('the elements of %s know their literals', (text, expected) => {
    expect(writtenItems(text)).toEqual(expected);
  });

  test.each([
    ['lib.mkIf true { a = 1; }', '{ a = 1; }'],
    ['lib.mkForce [ 1 ]', '[ 1 ]'],
    ['lib.mkDefault "x"', '"x"'],
    ['lib.mkOverride 5 (a: a)', '(a: a)'],
    ['lib.mkAfter [ 2 ]', '[ 2 ]'],
  ])('the content of %s is the expression that was given', (text, expected) => {
    const { value } = evaluation(text);
    const node = value.type === 'set' ? value.get('content')?.node : undefined;
    expect(node && text.slice(node.start, node.end)).toBe(expected);
  });

  test('a reason names what is not known', () => {
    const value = evaluate('builtins.stringLength stranger.name');
    expect(value).toMatchObject({ type: 'unknown', why: 'stranger.name is not known' });
  });

  const notRead = (path: string): string =>
    `what is in ${path} is not known, as only Nix code that is imported is read`;
  test.each([
    ['builtins.readFile ./a.txt', notRead('a.txt'), './a.txt'],
    ['builtins.fromTOML (builtins.readFile ./a.toml)', notRead('a.toml'), './a.toml'],
    ['(builtins.fromJSON (builtins.readFile ./a.json)).hosts.b', notRead('a.json'), './a.json'],
    ['(lib.importTOML ./a.toml).b or 1', notRead('a.toml'), './a.toml'],
    ['(lib.importJSON ./a.json).b', notRead('a.json'), './a.json'],
    ['lib.fileContents ./a.txt', notRead('a.txt'), './a.txt'],
    ['builtins.fromTOML "a = 1"', 'builtins.fromTOML is not evaluated', undefined],
  ])('the reason of %s is that %s', (text, why, written) => {
    const value = evaluate(text);
    const node = value.type === 'unknown' ? value.node : undefined;
    expect(value).toMatchObject({ type: 'unknown', why });
    expect(node && text.slice(node.start, node.end)).toBe(written);
  });

  test.each([
    ['lib.mapAttrs (_: v: v) (lib.importTOML ./a.toml)', notRead('a.toml'), './a.toml'],
    [
      'lib.filterAttrs (_: v: v) (lib.mapAttrs (_: v: v) (lib.importTOML ./a.toml))',
      notRead('a.toml'),
      './a.toml',
    ],
    ['lib.genAttrs (builtins.attrNames (lib.importTOML ./a.toml)) (n: n)', notRead('a.toml'), './a.toml'],
    ['lib.genAttrs [ stranger.name ] (n: n)', 'stranger.name is not known', 'stranger.name'],
    ['lib.zipAttrsWith (_: v: v) [ { a = 1; } (lib.importTOML ./a.toml) ]', notRead('a.toml'), './a.toml'],
    ['lib.mapAttrs (_: v: v) stranger', 'the attributes of stranger are not known', undefined],
  ])('the reason why the names of %s are not known is that %s', (text, why, written) => {
    const value = evaluate(text);
    const open = value.type === 'set' ? whyOpen(value) : undefined;
    expect(open?.why).toBe(why);
    expect(open?.node && text.slice(open.node.start, open.node.end)).toBe(written);
  });
});
