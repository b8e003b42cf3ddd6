import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titled, whole, widthOf, wrap } from '../../../src/report/text/wrap.js';

const RED = '\x1b[31m';
const PLAIN = '\x1b[39m';

describe('wrap', () => {
  it('begins the first line and the others each in its own way', () => {
    expect(wrap('one two three', 9, '- ', '    ')).toBe('- one two\n    three');
  });

  it('counts no column for a colour', () => {
    expect(wrap(`${RED}one${PLAIN} two`, 7)).toBe(`${RED}one${PLAIN} two`);
  });

  it('keeps on one line what is whole, and breaks no word', () => {
    expect(wrap(`set ${whole('worker_connections 4096;')} there`, 12, '  ')).toBe(
      '  set\n  worker_connections 4096;\n  there',
    );
  });

  it('keeps a figure and its unit together', () => {
    expect(wrap('lost 12 ms, 95 % of 3 seconds', 8)).toBe('lost\n12 ms,\n95 % of\n3\nseconds');
  });

  it('keeps blanks within a line and none at its end', () => {
    expect(wrap('run  PASS  because', 12)).toBe('run  PASS\nbecause');
  });

  it('makes no line longer than the width but of one word, and loses no word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z$&\\]{1,30}$/), { maxLength: 20 });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), (some, columns) => {
        const text = wrap(some.join(' '), columns, '  ', '    ');
        expect(text.split(/\s+/).filter(Boolean)).toEqual(some);
        for (const line of text.split('\n')) {
          if (widthOf(line) > columns) expect(line.trim()).not.toContain(' ');
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('titled', () => {
  it('sets the text beside its title', () => {
    expect(titled('Load', 'fifty connections for ten', 8, 32)).toBe(
      'Load    fifty connections for\n        ten',
    );
  });

  it('lets it begin behind the title where it would have no room', () => {
    expect(titled('  ✔ upload', 'whole answers to all', 23, 40)).toBe(
      '  ✔ upload  whole answers to all',
    );
    expect(titled('  ✔ upload', 'whole answers to each of them', 23, 40)).toBe(
      '  ✔ upload  whole answers to each of\n    them',
    );
  });
});
