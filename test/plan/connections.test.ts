import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { LoadSpec } from '../../src/model/scenario.js';
import { type PortPool, planConnections, planSpareBinds } from '../../src/plan/connections.js';

const PORTS: PortPool = { range: [40_000, 40_009], except: [40_003, 40_007] };

const load = (change: Partial<LoadSpec>): LoadSpec => ({
  connections: 16,
  rampMs: 1600,
  sources: '127.0.0.64-127.0.0.65',
  bind: 'explicit',
  mix: [{ share: 1, session: { kind: 'idle' } }],
  ...change,
});

const all = (spec: LoadSpec, pool = PORTS) =>
  Array.from({ length: spec.connections }, (_, index) => planConnections(spec, pool)(index));

describe('planConnections', () => {
  it('paces the ramp evenly over its time', () => {
    expect(all(load({})).map(({ openAtMs }) => openAtMs)).toEqual(
      Array.from({ length: 16 }, (_, i) => i * 100),
    );
  });

  it('fills sources evenly and takes each usable (source, port) once', () => {
    const binds = all(load({})).map(({ bind }) => bind);
    expect(binds.slice(0, 3)).toEqual([
      { mode: 'explicit', address: '127.0.0.64', port: 40_000 },
      { mode: 'explicit', address: '127.0.0.65', port: 40_000 },
      { mode: 'explicit', address: '127.0.0.64', port: 40_001 },
    ]);
    expect(new Set(binds.map((bind) => JSON.stringify(bind))).size).toBe(16);
    expect(binds.some((bind) => 'port' in bind && PORTS.except.includes(bind.port))).toBe(false);
  });

  it('says how many fit and what would be enough, one too many', () => {
    expect(() => planConnections(load({ connections: 17 }), PORTS)).toThrow(
      expect.objectContaining({
        code: 'TUPLES_TOO_FEW',
        message: expect.stringContaining('17 connections planned, 16 fit: 2 source addresses x 8'),
        hint: expect.stringContaining('3 addresses'),
      }),
    );
  });

  it.each([
    ['one address', null, '17 connections planned, 10 fit: 1 source address x 10'],
    ['two', '127.0.0.64-127.0.0.65', null],
  ])('counts all ports of %s where the kernel chooses', (_, sources, message) => {
    const plan = () => planConnections(load({ connections: 17, sources, bind: 'late' }), PORTS);
    if (message === null) expect(plan).not.toThrow();
    else expect(plan).toThrow(message);
  });

  it('leaves the port, or the whole local end, to the kernel', () => {
    const bind = (change: Partial<LoadSpec>) =>
      planConnections(load({ connections: 8, ...change }), PORTS)(3).bind;
    expect(bind({ bind: 'late' })).toEqual({ mode: 'late', address: '127.0.0.65' });
    expect(bind({ bind: 'early' })).toEqual({ mode: 'early', address: '127.0.0.65' });
    expect(bind({ bind: 'late', sources: null })).toEqual({ mode: 'late' });
  });

  test.each(['early', 'explicit'] as const)('%s binding needs sources', (bind) => {
    expect(() => planConnections(load({ bind, sources: null }), PORTS)).toThrow(
      expect.objectContaining({ code: 'SOURCES_MISSING' }),
    );
  });

  test.each(['127.0.0', '127.0.0.256', '127.0.0.9-127.0.0.1', 'localhost', ''])(
    'refuses the sources "%s"',
    (sources) => {
      expect(() => planConnections(load({ sources }), PORTS)).toThrow(
        expect.objectContaining({
          code: 'SOURCES_BAD',
          message: expect.stringContaining(`'${sources}'`),
        }),
      );
    },
  );

  it('costs no more for a range of sixteen million sources than for one', () => {
    const spec = load({ sources: '127.0.0.1-127.255.255.254', bind: 'late', connections: 2 ** 24 });
    const { bind } = planConnections(spec, PORTS)(2 ** 24 - 3);
    expect(bind).toEqual({ mode: 'late', address: '127.255.255.254' });
  });
});

describe('the mix', () => {
  it('is near its shares in every prefix, whatever the weights', () => {
    const shares = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(shares, (weights) => {
        const mix = weights.map((share, i) => ({
          share,
          session: { kind: 'periodic' as const, everyMs: i },
        }));
        const plan = planConnections(load({ bind: 'late', mix }), PORTS);
        const total = weights.reduce((sum, share) => sum + share, 0);
        const dealt = weights.map(() => 0);
        for (let n = 1; n <= 1000; n++) {
          const { session } = plan(n - 1);
          if (session.kind === 'periodic')
            dealt[session.everyMs] = (dealt[session.everyMs] ?? 0) + 1;
          weights.forEach((share, i) => {
            expect(Math.abs((dealt[i] ?? 0) - (n * share) / total)).toBeLessThan(2 + Math.log2(n));
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('deals nothing to a share of 0, and refuses a mix of nothing', () => {
    const mix = [
      { share: 0, session: { kind: 'periodic' as const, everyMs: 1 } },
      { share: 2, session: { kind: 'idle' as const } },
    ];
    expect(all(load({ mix })).every(({ session }) => session.kind === 'idle')).toBe(true);
    expect(() => planConnections(load({ mix: [] }), PORTS)).toThrow(
      expect.objectContaining({ code: 'MIX_EMPTY' }),
    );
  });
});

describe('local ends beside the load', () => {
  const spares = (change: Partial<LoadSpec>, count: number) =>
    Array.from({ length: count }, (_, n) => planSpareBinds(load(change), PORTS)(n));

  it('are never one of the load’s own, whatever number is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.nat(10_000), (connections, n) => {
        const planned = all(load({ connections })).map(({ bind }) => JSON.stringify(bind));
        const spare = planSpareBinds(load({ connections }), PORTS)(n);
        return !planned.includes(JSON.stringify(spare)) && spare.mode === 'explicit';
      }),
    );
  });

  it('go round through all that are left', () => {
    const four = spares({ connections: 12 }, 8).map((bind) => JSON.stringify(bind));
    expect(new Set(four).size).toBe(4);
    expect(four.slice(4)).toEqual(four.slice(0, 4));
  });

  it('are the kernel’s to choose where the load has taken all, or does not bind itself', () => {
    expect(spares({ connections: 16 }, 1)).toEqual([{ mode: 'late' }]);
    expect(spares({ bind: 'late' }, 2)).toEqual([
      { mode: 'late', address: '127.0.0.64' },
      { mode: 'late', address: '127.0.0.65' },
    ]);
  });
});
