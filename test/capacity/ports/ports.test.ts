import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../src/capacity/assess.js';
import { countAddresses } from '../../../src/capacity/plain/address-count.js';
import { plainDeployment } from '../../../src/capacity/plain/plain-hop.js';
import type { HostFacts } from '../../../src/model/facts.js';
import type { BindMode } from '../../../src/model/hop.js';
import { refusalOf } from '../../support/refusal.js';

const facts = (portRange: readonly [number, number], reservedPorts = ''): HostFacts => ({
  schema: 'tidegate.facts/1',
  portRange,
  reservedPorts,
});

function hop(known: HostFacts, bind: BindMode, sources: number, destinations: number) {
  const plain = { sources: `${sources}`, destinations: `${destinations}`, bind, maxConns: null };
  return assessCapacity(plainDeployment(plain, known), known).hops[0];
}

describe('a hundred ports, two sources, three destinations', () => {
  it.each([
    ['late', 600],
    ['early', 200],
    ['explicit', 600],
  ] as const)('%s: %d', (bind, max) => {
    expect(hop(facts([50_000, 50_099]), bind, 2, 3)).toMatchObject({ max, guaranteed: max });
  });
});

describe('odd and tiny ranges', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 2],
    [99, 99, 98],
  ])('a width of %d gives at most %d, and %d in any case', (width, max, guaranteed) => {
    const range = [50_000, 50_000 + width - 1] as const;
    expect(hop(facts(range), 'late', 1, 1)).toMatchObject({ max, guaranteed });
  });

  it('judges the width, not what reserved ports leave of it', () => {
    expect(hop(facts([50_000, 50_099], '50050'), 'late', 1, 1)).toMatchObject({
      max: 99,
      guaranteed: 99,
    });
    // Measured: the search skipped 50002 and found nothing.
    expect(hop(facts([50_000, 50_002], '50000-50001'), 'late', 1, 1)).toMatchObject({
      max: 1,
      guaranteed: 0,
    });
  });

  it('knows no width where the caller names the port', () => {
    const named = hop(facts([50_000, 50_002], '50000'), 'explicit', 1, 1);
    expect(named).toMatchObject({ max: 3, guaranteed: 3 });
  });
});

it('takes reserved and owned ports off once, and only inside the range', () => {
  const known = { ...facts([100, 199], '90-109,150'), portsInUse: [105, 150, 160, 300] };
  const ports = hop(known, 'late', 1, 1)?.limits[0];
  expect(ports?.inputs).toMatchObject({ N: 88, reserved: 11, owned: 1 });
});

it('takes an owned port from early and explicit binds only in the guaranteed figure', () => {
  const known = { ...facts([50_000, 50_099]), portsInUse: [50_050] };
  expect(hop(known, 'early', 2, 3)).toMatchObject({ max: 200, guaranteed: 198 });
  expect(hop(known, 'explicit', 2, 3)).toMatchObject({ max: 600, guaranteed: 594 });
  expect(hop(known, 'late', 2, 3)).toMatchObject({ max: 594, guaranteed: 594 });
});

it('grows with ports, sources and destinations, and late is never below early', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (low, width, sources, destinations) => {
        const known = facts([low, low + width - 1]);
        const late = hop(known, 'late', sources, destinations);
        const early = hop(known, 'early', sources, destinations);
        const wider = hop(facts([low, low + width]), 'late', sources, destinations);
        expect(late?.max).toBe(width * sources * destinations);
        expect(early?.max).toBe(width * sources);
        expect(wider?.max ?? 0).toBeGreaterThan(late?.max ?? 0);
        expect(late?.guaranteed ?? 0).toBeLessThanOrEqual(late?.max ?? 0);
        expect(late?.firstFailure).toBe(late?.max);
      },
    ),
  );
});

describe('source addresses', () => {
  it.each([
    ['4', 4],
    ['127.0.0.2', 1],
    ['127.0.0.1-127.0.0.9', 9],
    ['10.0.0.0/24', 256],
    ['127.0.0.0/8', 16_777_215],
    ['127.0.0.1-127.0.0.4,127.0.0.3-127.0.0.6,127.0.0.9', 7],
  ])('%s: %d', (spec, count) => {
    expect(countAddresses(spec, facts([1, 2]))).toBe(count);
  });

  it.each(['127.0.0.9-127.0.0.1', '127.0.0', '10.0.0.0/33', 'localhost', '0'])('not %s', (spec) => {
    expect(refusalOf(() => countAddresses(spec, facts([1, 2])))).toMatch(/^SOURCES_BAD/);
  });
});
