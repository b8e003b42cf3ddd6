import { describe, expect, it } from 'vitest';
import { time, u32, weight } from '../../../src/lib/columns/numbers.js';
import type { Table } from '../../../src/lib/columns/table.js';
import { oneOf } from '../../../src/lib/columns/texts.js';
import { hashOfConnection, hashOfRequest } from '../../../src/lib/thinning/sample-hash.js';
import { isThinned, NO_LIMITS } from '../../../src/lib/thinning/shelves.js';
import { ThinTable } from '../../../src/lib/thinning/thin-table.js';

interface Boat {
  readonly number: number;
  readonly kind: 'barge' | 'ferry';
  readonly tookMs: number;
  readonly weight?: number;
}

function weighed(
  table: ThinTable<Boat>,
  cell: (row: Boat) => string,
  counted: ReadonlyMap<string, number>,
): Table<Boat> {
  table.weigh(cell, counted);
  return table.sorted(({ number }) => number);
}

const SCHEMA = { number: u32, kind: oneOf(['barge', 'ferry'] as const), tookMs: time(), weight };
const ROOM = 1024;

function boats(count: number): Boat[] {
  return Array.from({ length: count }, (_, number) => ({
    number,
    kind: number % 3 === 0 ? 'ferry' : 'barge',
    tookMs: number % 100,
  }));
}

const hash = hashOfConnection;
const cellOf = ({ kind }: Boat): string => kind;
const counts = (rows: readonly Boat[]): Map<string, number> => {
  const ferries = rows.filter(({ kind }) => kind === 'ferry').length;
  return new Map([
    ['ferry', ferries],
    ['barge', rows.length - ferries],
  ]);
};

describe('a table that is thinned', () => {
  const thinned = (rows: readonly Boat[], shelf: 'ordinary' | 'wrong' = 'ordinary') => {
    const table = new ThinTable<Boat>(SCHEMA, ROOM);
    for (const row of rows) table.add(row, { shelf, hash: hash(row.number), picked: false });
    return table;
  };

  it('keeps every row while there is room, each for itself', () => {
    const rows = boats(1000);
    const table = thinned(rows);
    expect(isThinned(table.limits)).toBe(false);
    expect(weighed(table, cellOf, counts(rows)).records()).toEqual(
      rows.map((row) => ({ ...row, weight: 1 })),
    );
  });

  it('keeps a sample beyond that, whose weights add up to what was counted', () => {
    const rows = boats(50_000);
    const table = thinned(rows);
    expect(table.length).toBeLessThanOrEqual(1000);
    expect(table.length).toBeGreaterThan(400);
    const kept = weighed(table, cellOf, counts(rows)).records();
    for (const [kind, count] of counts(rows)) {
      const sum = kept.filter((one) => one.kind === kind).reduce((a, b) => a + (b.weight ?? 1), 0);
      expect(sum).toBeCloseTo(count, 6);
    }
    const fast = kept.filter(({ tookMs }) => tookMs < 50).reduce((a, b) => a + (b.weight ?? 1), 0);
    expect(fast).toBeGreaterThan(22_000);
    expect(fast).toBeLessThan(28_000);
  });

  it('keeps the same rows as another that holds fewer', () => {
    const large = new Set(weighed(thinned(boats(20_000)), cellOf, new Map()).records());
    const small = weighed(thinned(boats(20_000), 'wrong'), cellOf, new Map()).records();
    const numbers = new Set([...large].map(({ number }) => number));
    expect(small.length).toBeGreaterThan(10);
    expect(small.filter(({ number }) => !numbers.has(number))).toEqual([]);
  });

  it('keeps one shelf whole while another is thinned', () => {
    const table = thinned(boats(20_000));
    const wrong = boats(50).map((row) => ({ ...row, tookMs: 500 }));
    for (const row of wrong)
      table.add(row, { shelf: 'wrong', hash: hash(row.number), picked: false });
    const rows = weighed(table, ({ tookMs }) => (tookMs === 500 ? 'wrong' : 'right'), new Map());
    expect(rows.filter(({ tookMs }) => tookMs === 500)).toHaveLength(50);
    expect(table.limits).toMatchObject({ wrong: NO_LIMITS.wrong, disturbed: NO_LIMITS.disturbed });
  });

  it('keeps what was picked, without letting it stand for others', () => {
    const rows = boats(20_000);
    const table = new ThinTable<Boat>(SCHEMA, ROOM);
    const picked = (number: number): boolean => number < 10;
    for (const row of rows) {
      table.add(row, { shelf: 'ordinary', hash: hash(row.number), picked: picked(row.number) });
    }
    const kept = weighed(table, cellOf, counts(rows)).records();
    expect(kept.filter(({ number }) => picked(number))).toHaveLength(10);
    const sum = kept.reduce((a, b) => a + (b.weight ?? 1), 0);
    expect(sum).toBeCloseTo(20_000, 6);
  });

  it('lets the picked ones stand for a cell of which nothing is in the sample', () => {
    const rows = boats(20_000);
    const table = thinned(rows);
    const rare = { ...(rows[0] as Boat), number: 1_000_000, tookMs: 999 };
    table.add(rare, { shelf: 'ordinary', hash: 2 ** 32 - 1, picked: true });
    const cell = ({ tookMs }: Boat): string => (tookMs === 999 ? 'rare' : 'common');
    const kept = weighed(table, cell, new Map([['rare', 3]]));
    expect(kept.filter(({ tookMs }) => tookMs === 999)).toMatchObject([{ weight: 3 }]);
  });

  it('stays in step with its rows when they are sorted', () => {
    const table = thinned(boats(900));
    table.sorted(({ tookMs }) => -tookMs);
    for (const row of boats(5000).slice(900)) {
      table.add(row, { shelf: 'ordinary', hash: hash(row.number), picked: false });
    }
    const numbers = (one: ThinTable<Boat>): number[] =>
      Array.from(
        one.sorted(({ number }) => number),
        ({ number }) => number,
      );
    expect(numbers(table)).toEqual(numbers(thinned(boats(5000))));
  });

  it('holds no more than it has room for, whatever is picked and goes wrong', () => {
    const table = new ThinTable<Boat>(SCHEMA, ROOM);
    for (const row of boats(20_000)) {
      const shelf = row.number % 2 === 0 ? 'wrong' : 'disturbed';
      table.add(row, { shelf, hash: hash(row.number), picked: true });
    }
    expect(table.length).toBeLessThan(1024);
    expect(table.length).toBeGreaterThan(80);
  });
});

describe('a place in a sample', () => {
  it('is the same for a connection and its first request, and another for each that follows', () => {
    expect(hashOfRequest('12-0')).toBe(hashOfConnection(12));
    expect(new Set(Array.from({ length: 1000 }, (_, n) => hashOfRequest(`12-${n}`))).size).toBe(
      1000,
    );
  });

  it.each([
    ['connections', (n: number) => hashOfConnection(n)],
    ['requests of one connection', (n: number) => hashOfRequest(`7-${n}`)],
    ['second requests', (n: number) => hashOfRequest(`${n}-1`)],
    ['ids of strangers', (n: number) => hashOfRequest(`stranger ${n}`)],
  ])('spreads %s evenly, whatever comes every so often', (_, hashOf) => {
    for (const every of [1, 2, 3, 10]) {
      const places = Array.from({ length: 4000 }, (_, n) => hashOf(n * every));
      const low = places.filter((place) => place < 2 ** 30).length;
      expect(low).toBeGreaterThan(850);
      expect(low).toBeLessThan(1150);
    }
  });
});
