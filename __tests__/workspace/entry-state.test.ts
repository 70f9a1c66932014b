import { isTorn } from '../../src/workspace/entry-state.js';

describe('isTorn', () => {
  const torn = (content: string, before: string, after: string) =>
    isTorn(Buffer.from(content), Buffer.from(before), Buffer.from(after));
  it.each([
    ['the beginning was written', 'ABcd', 'abcd', 'ABCD', true],
    ['nothing was written', 'abcd', 'abcd', 'ABCD', true],
    ['all was written', 'ABCD', 'abcd', 'ABCD', true],
    ['all was written, not yet cut', 'ABcd', 'abcd', 'AB', true],
    ['it grew', 'ABCDEF', 'abcd', 'ABCDEFGH', true],
    ['taking it back was begun too', 'aBCd', 'abcd', 'ABCD', true],
    ['taking it back was begun, not yet cut', 'abCDEF', 'abcd', 'ABCDEF', true],
    ['one byte is another', 'ABcX', 'abcd', 'ABCD', false],
    ['the first byte is another', 'Xbcd', 'abcd', 'ABCD', false],
    ['something was added', 'ABcde', 'abcd', 'ABCD', false],
    ['it was cut', 'ABC', 'abcd', 'ABCD', false],
    ['it was cut below the longer one only', 'ABCDE', 'abcd', 'ABCDEF', true],
  ])('%s', (_, content, before, after, expected) => {
    expect(torn(content, before, after)).toBe(expected);
  });
});
