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
    [
      'what is beside the control characters stays',
      ' ~\u00a0\u200d\u2010\u2027\u202f\u2065\u206a',
      ' ~\u00a0\u200d\u2010\u2027\u202f\u2065\u206a',
    ],
    ['the first and the last of them', '\u001f\u0080\u009f\u202a\u2066\u2069', '␟�����'],
    ['marks of direction and of byte order', '\u061c\u200e\u200f\ufeff', '����'],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
    expect(printable(text)).toHaveLength(text.length);
  });

  it('replaces every control character by one that is seen', () => {
    for (let code = 0; code < 0x20; code += 1)
      expect(printable(String.fromCharCode(code))).toBe(String.fromCharCode(0x2400 + code));
  });

  it('keeps lines and tabs of source text, but no other control character', () => {
    expect(printableLines('a\r\n\tb\u001b[0m')).toBe('a␍\n\tb␛[0m');
  });
});
