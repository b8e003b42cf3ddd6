import { namePattern } from '../../../dist/host/files/glob-pattern.js';

/** A part of an include pattern; the name that it is matched with comes before the first slash. */
export const globs = {
  right: ['one.conf/*.conf', 'a-b-c/[!a-z]*', 'x/[]]?', '.hidden/.*', 'aaaaaaaaaaaaaaaa/*a*a*a*b'],
  words: '* ** ? [ ] [! [^ - \\ . a b *a [a-z] [!a] / [['.split(' '),
  run(text) {
    const slash = text.indexOf('/');
    // A name on a disk has at most 255 bytes; a pattern in a configuration has no such bound.
    namePattern(text.slice(slash + 1))(text.slice(0, Math.max(0, slash)).slice(0, 255));
  },
};
