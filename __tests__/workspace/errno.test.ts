import { readFileSync } from 'node:fs';
import { errnoOf, errnoText } from '../../src/workspace/errno.js';

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('what the system says', () => {
  it.each<[string, unknown, string | undefined, string]>([
    [
      'a real failure',
      thrownBy(() => readFileSync('/nowhere')),
      'ENOENT',
      'no such file or directory (ENOENT)',
    ],
    ['a code that the system does not know', { code: 'EXOTIC' }, 'EXOTIC', 'EXOTIC'],
    ['an error of Node itself', { code: 'ERR_INVALID', message: 'invalid' }, undefined, 'invalid'],
    ['an error without a code', new Error('failed'), undefined, 'failed'],
    ['a number as code', { code: 7, message: 'seven' }, undefined, 'seven'],
    ['no error', 'text', undefined, 'text'],
    ['nothing', null, undefined, 'null'],
  ])('%s', (_, error, code, text) => {
    expect(errnoOf(error)).toBe(code);
    expect(errnoText(error)).toBe(text);
  });
});
