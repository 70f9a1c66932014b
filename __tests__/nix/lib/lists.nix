# Lists.
final:
with final;
rec {
  singleton = x: [ x ];
  foldr =
    op: nul: list:
    let
      len = length list;
      go = n: if n == len then nul else op (elemAt list n) (go (n + 1));
    in
    go 0;
  foldl =
    op: nul: list:
    foldl' op nul list;
  fold = foldr;
  imap0 = f: list: genList (n: f n (elemAt list n)) (length list);
  imap1 = f: list: genList (n: f (n + 1) (elemAt list n)) (length list);
  forEach = list: f: map f list;
  flatten = x: if isList x then concatMap flatten x else [ x ];
  remove = e: filter (x: x != e);
  optional = cond: x: if cond then [ x ] else [ ];
  optionals = cond: list: if cond then list else [ ];
  toList = x: if isList x then x else [ x ];
  range = first: last: if first > last then [ ] else genList (n: first + n) (last - first + 1);
  reverseList =
    list:
    let
      len = length list;
    in
    genList (n: elemAt list (len - n - 1)) len;
  unique = foldl' (acc: e: if elem e acc then acc else acc ++ [ e ]) [ ];
  last = list: elemAt list (length list - 1);
  init = list: genList (elemAt list) (length list - 1);
  take = n: list: genList (elemAt list) (min n (length list));
  drop = n: list: genList (i: elemAt list (i + n)) (max 0 (length list - n));
  findFirst =
    pred: default: list:
    let
      found = filter pred list;
    in
    if found == [ ] then default else head found;
  count = pred: list: length (filter pred list);
  subtractLists = a: filter (x: !(elem x a));
  intersectLists = a: filter (x: elem x a);
  zipListsWith =
    f: a: b:
    genList (n: f (elemAt a n) (elemAt b n)) (min (length a) (length b));
  cartesianProductOfSets =
    sets:
    foldl' (acc: name: concatMap (done: map (value: done // { ${name} = value; }) sets.${name}) acc) [
      { }
    ] (attrNames sets);
  cartesianProduct = cartesianProductOfSets;
}
