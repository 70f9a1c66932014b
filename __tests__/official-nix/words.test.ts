/** Which of Nix's words say that something is not at hand, and which that the flake is wrong. */
import { obstacleIn } from '../../src/official-nix/words.js';

test.each([
  [
    "error: 'file:///home/me/my flake' is not a valid URL",
    'this version of Nix takes no path with a space in it',
  ],
  ["error: '/home/me/my flake' is not a valid URL", 'this version of Nix takes no path with a space in it'],
  ["error: 'github:me//flake' is not a valid URL", undefined],
  ["error: 'not a url' is not a valid URL", undefined],
  ["warning: '/my flake' is not a valid URL\nerror: attribute 'x' missing", undefined],
  [
    "error: unable to download 'https://example.org/x'",
    'an input is not on this machine; nix flake archive fetches all',
  ],
  ["error: attribute 'x' missing", undefined],
])('%s: %s', (words, why) => {
  expect(obstacleIn(words)).toBe(why);
});
