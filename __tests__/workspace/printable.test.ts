import { printable, printableLines } from '../../src/workspace/printable.js';

describe('printable', () => {
  it.each([
    ['plain text stays', 'hosts/a b.nix', 'hosts/a b.nix'],
    ['letters of all languages and emoji stay', 'é ü 漢字 😀', 'é ü 漢字 😀'],
    ['an escape sequence that clears the screen', 'a\u001b[2Jb', 'a␛[2Jb'],
    ['an 8-bit control sequence', 'a\u009b2Jb', 'a�2Jb'],
    ['a title with a bell', '\u001b]0;x\u0007', '␛]0;x␇'],
    ['line ends and tabs', 'a\r\nb\tc', 'a␍␊b␉c'],
    ['delete and NUL', '\u007f\u0000', '␡␀'],
    ['overrides of writing direction', 'a\u202exin.\u2066', 'a�xin.�'],
    ['separators of lines', 'a\u2028b\u2029c', 'a�b�c'],
    ['a lone surrogate', 'a\ud800b\udc00', 'a�b�'],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
    expect(printable(text)).toHaveLength(text.length);
  });

  it('keeps lines and tabs of source text, but no other control character', () => {
    expect(printableLines('a\r\n\tb\u001b[0m')).toBe('a␍\n\tb␛[0m');
  });
});
