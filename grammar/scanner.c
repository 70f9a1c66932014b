// The external scanner of tree-sitter-nix with its paths done over: everything else is
// upstream's (build.mjs puts that file beside this one as upstream-scanner.c).
//
// Upstream takes any run of path characters with a slash in it for a path, which reads the
// update operator of `a //b` as the path `//b`, and lets paths end in a slash. Here paths are
// those of src/libexpr/lexer.l of Nix:
//   PATH_CHAR  [a-zA-Z0-9\.\_\-\+]
//   PATH       {PATH_CHAR}*(\/{PATH_CHAR}+)+\/?
//   PATH_SEG   {PATH_CHAR}*\/           only before ${
// where a path that ends in a slash must go on with an interpolation.

#define tree_sitter_nix_external_scanner_scan upstream_scan
#include "upstream-scanner.c"
#undef tree_sitter_nix_external_scanner_scan

static bool is_plain_path_char(int32_t c) { return c != '/' && is_path_char(c); }

// Call after mark_end: looks past the end of the token.
static bool at_interpolation(TSLexer *lexer) {
  if (lexer->lookahead != '$') return false;
  advance(lexer);
  return lexer->lookahead == '{';
}

// "path has a trailing slash": returns a token that fits nowhere, so that the parser reports
// an error. (Returning false would let it read the path as a division.)
static bool trailing_slash(TSLexer *lexer) {
  lexer->result_symbol = INDENTED_DOLLAR_ESCAPE;
  return true;
}

static bool scan_nix_path_start(TSLexer *lexer) {
  lexer->result_symbol = PATH_START;
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r' ||
         lexer->lookahead == '\n')
    skip(lexer);

  bool is_path = false;
  while (is_plain_path_char(lexer->lookahead)) advance(lexer);
  while (lexer->lookahead == '/') {
    advance(lexer);
    if (!is_plain_path_char(lexer->lookahead)) {
      // `a/b//c${d}` is a path, too; `a//b` and `a/ b` are not.
      if (is_path)
        while (is_path_char(lexer->lookahead)) advance(lexer);
      lexer->mark_end(lexer);
      if (at_interpolation(lexer)) return true;
      return is_path && trailing_slash(lexer);
    }
    is_path = true;
    while (is_plain_path_char(lexer->lookahead)) advance(lexer);
  }
  lexer->mark_end(lexer);
  return is_path;
}

static bool scan_nix_path_fragment(TSLexer *lexer) {
  lexer->result_symbol = PATH_FRAGMENT;
  int32_t last = 0;
  while (is_path_char(lexer->lookahead)) {
    last = lexer->lookahead;
    advance(lexer);
  }
  lexer->mark_end(lexer);
  return last != '/' || at_interpolation(lexer) || trailing_slash(lexer);
}

bool tree_sitter_nix_external_scanner_scan(void *payload, TSLexer *lexer,
                                            const bool *valid_symbols) {
  // Inside strings, and in error recovery, where every symbol is valid.
  if (valid_symbols[STRING_FRAGMENT] || valid_symbols[INDENTED_STRING_FRAGMENT])
    return upstream_scan(payload, lexer, valid_symbols);
  if (valid_symbols[PATH_FRAGMENT] && is_path_char(lexer->lookahead))
    return scan_nix_path_fragment(lexer);
  return valid_symbols[PATH_START] && scan_nix_path_start(lexer);
}
