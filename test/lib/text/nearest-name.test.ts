import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownNames } from '../../../src/lib/text/nearest-name.js';

const NAMES = ['listen', 'server', 'server_name', 'proxy_pass', 'proxy_bind', 'map', 'set'];
const known = new KnownNames(NAMES);
const letter = fc.constantFrom(...'abcdefgh_');

describe('the nearest of some names', () => {
  it('is one a letter added, left out or changed away', () => {
    const slip = fc.tuple(fc.constantFrom('proxy_pass', 'listen'), fc.nat(), fc.nat(2), letter);
    fc.assert(
      fc.property(slip, ([name, at, kind, by]) => {
        const i = at % name.length;
        const written =
          name.slice(0, i) + (kind === 0 ? '' : by) + name.slice(kind === 1 ? i : i + 1);
        fc.pre(!NAMES.includes(written));
        expect(known.nearest(written)).toBe(name);
      }),
    );
  });

  it('is none for a name that is known, or that is far from all', () => {
    expect(new KnownNames(['map']).nearest('map')).toBeNull();
    expect(known.nearest('charset')).toBeNull();
    expect(known.nearest('mop')).toBe('map');
    expect(known.nearest('mox')).toBeNull();
    expect(known.nearest('')).toBeNull();
  });

  it('is the nearer of two', () => {
    expect(new KnownNames(['proxy_bxyd', 'proxy_bind']).nearest('proxy_bimd')).toBe('proxy_bind');
  });
});
