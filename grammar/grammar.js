// What Nix 2.26 reads and npm's tree-sitter-nix 0.0.2 does not: an extension of its grammar.
// Rules that are not here are upstream's. "parser.y" and "lexer.l" are src/libexpr/parser.y
// and src/libexpr/lexer.l of Nix, "manual" is the Nix reference manual's part "Nix Language".
// Paths are read by scanner.c.

import base from 'tree-sitter-nix/grammar.js';

const commaSep1 = (rule) => seq(rule, repeat(seq(',', rule)));

// lexer.l, PATH_CHAR
const PATH_CHAR = '[a-zA-Z0-9._+-]';

export default grammar(base, {
  name: 'nix',

  // lexer.l: blanks are [ \t\r\n]+; form feeds and such are invalid.
  extras: ($) => [/[ \t\r\n]/, $.comment],

  rules: {
    // A file holds one expression (parser.y: start: expr); upstream accepts an empty file.
    source_code: ($) => field('expression', $._expression),

    // `or` is a keyword as well (lexer.l: OR_KW), see _attr and _or_application.
    keyword: () => /if|then|else|let|inherit|in|rec|with|assert|or/,

    // lexer.l: \#[^\r\n]* : a comment ends before the \r of a CRLF.
    comment: () => token(choice(seq('#', /[^\r\n]*/), seq('/*', /[^*]*\*+([^/*][^*]*\*+)*/, '/'))),

    // `{ a, b, }: …`: a trailing comma, though not after `...` (manual: Functions;
    // parser.y: formals: formal ',' formals | formal | (empty) | ELLIPSIS).
    formals: ($) =>
      seq(
        '{',
        optional(
          choice(
            field('ellipses', $.ellipses),
            seq(
              commaSep1(field('formal', $.formal)),
              optional(seq(',', optional(field('ellipses', $.ellipses)))),
            ),
          ),
        ),
        '}',
      ),

    // `x |> f` and `f <| x` (manual: Operators, "Pipe operator"; parser.y: expr_if:
    // … | expr_pipe_from | expr_pipe_into | expr_op): below every other operator, |> to the
    // left and <| to the right, not to be mixed. In the tree they are binary expressions.
    _expr_if: ($) =>
      choice(
        $.if_expression,
        alias($._pipe_into, $.binary_expression),
        alias($._pipe_from, $.binary_expression),
        $._expr_op,
      ),
    _pipe_into: ($) =>
      seq(
        field('left', choice(alias($._pipe_into, $.binary_expression), $._expr_op)),
        field('operator', '|>'),
        field('right', $._expr_op),
      ),
    _pipe_from: ($) =>
      seq(
        field('left', $._expr_op),
        field('operator', '<|'),
        field('right', choice(alias($._pipe_from, $.binary_expression), $._expr_op)),
      ),

    // `f or` applies f to a variable of the name `or` (parser.y: expr_select:
    // … | expr_simple OR_KW, "backwards compatibility"); on its own `or` is no variable.
    _expr_select_expression: ($) =>
      choice($.select_expression, alias($._or_application, $.apply_expression), $._expr_simple),
    _or_application: ($) =>
      seq(field('function', $._expr_simple), field('argument', alias($._or_variable, $.variable_expression))),
    _or_variable: ($) => field('name', alias('or', $.identifier)),

    // `inherit;` and `inherit (x);` (parser.y: attrs may be empty).
    inherit: ($) => seq('inherit', optional(field('attrs', $.inherited_attrs)), ';'),
    inherit_from: ($) =>
      seq(
        'inherit',
        '(',
        field('expression', $._expression),
        ')',
        optional(field('attrs', $.inherited_attrs)),
        ';',
      ),

    // `or` may name an attribute (parser.y: attr: ID | OR_KW).
    attrpath: ($) => seq($._attr, repeat(seq('.', $._attr))),
    inherited_attrs: ($) => repeat1($._attr),
    _attr: ($) =>
      field('attr', choice($.identifier, alias('or', $.identifier), $.string_expression, $.interpolation)),

    // `~/${x}`, `~/a/${x}` (manual: Data Types, "Path"; lexer.l: HPATH \~(\/{PATH_CHAR}+)+\/?
    // and HPATH_START \~\/ before ${): one that ends in a slash goes on with ${.
    _hpath_start: () => new RegExp(`~(/${PATH_CHAR}+)+`),
    _hpath_slash: () => new RegExp(`~/(${PATH_CHAR}+/(${PATH_CHAR}|/)*)?`),
    hpath_expression: ($) =>
      seq(
        choice(
          alias($._hpath_start, $.path_fragment),
          seq(alias($._hpath_slash, $.path_fragment), alias($._immediate_interpolation, $.interpolation)),
        ),
        repeat(choice($.path_fragment, alias($._immediate_interpolation, $.interpolation))),
      ),

    // A quote right before ${ (`''${a}'${b}'''`) is text (lexer.l: <IND_STRING>\'); upstream's
    // scanner gives up on one that begins a fragment.
    indented_string_expression: ($) =>
      seq(
        "''",
        repeat(
          choice(
            alias($._indented_string_fragment, $.string_fragment),
            alias($._indented_quote, $.string_fragment),
            $.interpolation,
            alias($._indented_escape_sequence, $.escape_sequence),
            seq(alias($._indented_dollar_escape, $.dollar_escape), alias('$', $.string_fragment)),
          ),
        ),
        "''",
      ),
    _indented_quote: () => token.immediate("'"),
  },
});
