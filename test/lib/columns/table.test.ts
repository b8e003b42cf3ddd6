import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpoint, requestId } from '../../../src/lib/columns/names.js';
import {
  flag,
  maybeTime,
  maybeU16,
  maybeWhole,
  time,
  u8,
  u16,
  u32,
  weight,
  whole,
} from '../../../src/lib/columns/numbers.js';
import { type Schema, Table } from '../../../src/lib/columns/table.js';
import { maybeText, name, oneOf, text } from '../../../src/lib/columns/texts.js';

interface Sighting {
  readonly hour: number;
  readonly year: number;
  readonly ship: number;
  readonly id: string;
  readonly crew: number | null;
  readonly bytes: number;
  readonly digest: number | null;
  readonly weight?: number;
  readonly inbound: boolean;
  readonly seenMs: number;
  readonly goneMs: number | null;
  readonly kind: 'barge' | 'ferry' | null;
  readonly cargo: 'coal' | 'grain';
  readonly flag: string;
  readonly captain: string | null;
  readonly berth: string;
}

const schema: Schema<Sighting> = {
  hour: u8,
  year: u16,
  ship: u32,
  id: requestId('ship'),
  crew: maybeU16,
  bytes: whole,
  digest: maybeWhole,
  weight,
  inbound: flag,
  seenMs: time(),
  goneMs: maybeTime('seenMs'),
  kind: oneOf(['barge', 'ferry', null]),
  cargo: name<'coal' | 'grain'>(),
  flag: text,
  captain: maybeText,
  berth: endpoint,
};

const word = fc.string({ unit: 'binary', maxLength: 20 });
const number = fc.oneof(fc.nat(20), fc.nat(999_999_999));
const ms = fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((steps) => steps / 100 + 0);
const sighting: fc.Arbitrary<Sighting> = fc.record({
  hour: fc.nat(255),
  year: fc.nat(65_535),
  ship: number,
  id: fc.oneof(
    word,
    fc.tuple(number, number).map(([ship, n]) => `${ship}-${n}`),
  ),
  crew: fc.option(fc.nat(65_534)),
  bytes: fc.nat(Number.MAX_SAFE_INTEGER),
  digest: fc.option(fc.nat(2 ** 32 - 1)),
  weight: fc.double({ noNaN: true }),
  inbound: fc.boolean(),
  seenMs: ms,
  goneMs: fc.option(ms),
  kind: fc.constantFrom('barge', 'ferry', null),
  cargo: fc.constantFrom('coal', 'grain'),
  flag: word,
  captain: fc.option(word),
  berth: fc.oneof(
    word,
    fc.tuple(fc.ipV4(), fc.nat(65_535)).map(([ip, port]) => `${ip}:${port}`),
    fc.tuple(fc.ipV6(), fc.nat(65_535)).map(([ip, port]) => `[${ip}]:${port}`),
  ),
});
const sightings = fc.array(sighting, { maxLength: 20 });

const one = {
  hour: 7,
  year: 2026,
  ship: 12,
  id: '12-3',
  crew: null,
  bytes: 0,
  digest: null,
  weight: 1.5,
  inbound: true,
  seenMs: 1000.25,
  goneMs: null,
  kind: null,
  cargo: 'coal',
  flag: 'NL',
  captain: null,
  berth: '127.0.0.1:80',
} as const;

describe('a table of columns', () => {
  it('gives every record back, from memory and from bytes', () => {
    fc.assert(
      fc.property(sightings, (records) => {
        const table = Table.of(schema, records);
        expect(table.records()).toEqual(records);
        expect(Table.decode(schema, table.encode()).records()).toEqual(records);
      }),
    );
  });

  it('keeps the rows that it is told to keep, and grows on from there', () => {
    fc.assert(
      fc.property(sightings, sightings, fc.nat(4), (records, more, divisor) => {
        const table = Table.of(schema, records);
        const kept = (row: number): boolean => row % (divisor + 1) === 0;
        table.retain(kept);
        for (const record of more) table.append(record);
        const left = [...records.filter((_, row) => kept(row)), ...more];
        expect(table.records()).toEqual(left);
        expect(Table.decode(schema, table.encode()).records()).toEqual(left);
      }),
    );
  });

  it('is asked as an array is', () => {
    const table = Table.of(schema, [one, { ...one, hour: 9 }, { ...one, hour: 8 }]);
    const late = ({ hour }: Sighting): boolean => hour > 7;
    expect(table).toHaveLength(3);
    expect(table.at(1)?.hour).toBe(9);
    expect([table.at(3), table.at(-1)]).toEqual([undefined, undefined]);
    expect(table.find(late)?.hour).toBe(9);
    expect(table.find(() => false)).toBeUndefined();
    expect([table.some(late), table.every(late)]).toEqual([true, false]);
    expect(table.filter(late).map(({ hour }) => hour)).toEqual([9, 8]);
    expect([...table.sort(({ hour }) => hour)]).toEqual([0, 2, 1]);
    expect([...table].map(({ hour }) => hour)).toEqual([7, 8, 9]);
    table.append({ ...one, hour: 10 });
    expect(table.at(3)?.hour).toBe(10);
  });

  it('rounds times to a hundredth of a millisecond when they are written down', () => {
    const table = Table.of(schema, [{ ...one, seenMs: 1.234_56, goneMs: -0.001 }]);
    expect(table.records()[0]).toMatchObject({ seenMs: 1.23, goneMs: 0 });
  });

  it('lets a row that says nothing of its weight stand for itself', () => {
    const { weight: _weight, ...unweighed } = one;
    expect(Table.of(schema, [unweighed]).at(0)?.weight).toBe(1);
  });

  it('cuts texts that are too long, between characters', () => {
    const long = `${'x'.repeat(199)}\u{1f6a2}`;
    const table = Table.of(schema, [{ ...one, flag: long }]);
    expect(table.at(0)?.flag).toBe(`${'x'.repeat(199)}\u{fffd}`);
    expect(Table.decode(schema, table.encode()).records()).toEqual(table.records());
  });

  it('writes what is to be hidden in another way', () => {
    const table = Table.of(schema, [one, { ...one, flag: 'secret', captain: 'secret too' }]);
    // A word of Tidegate's own is not hidden, even if it is also a user's secret.
    const bytes = table.encode((word) => word.replace(/secret.*|coal/, '***'));
    expect(Table.decode(schema, bytes).records()).toEqual([
      one,
      { ...one, flag: '***', captain: '***' },
    ]);
    expect(table.at(1)?.flag).toBe('secret');
  });

  it.each([
    ['a number that is too large', { hour: 256 }],
    ['a fraction', { year: 1.5 }],
    ['a word that is none of them', { kind: 'kayak' as 'barge' }],
    ['no time', { seenMs: Number.NaN }],
  ])('takes no row with %s', (_, change) => {
    const table = Table.of(schema, [one]);
    expect(() => table.append({ ...one, ...change })).toThrow(RangeError);
    table.append(one);
    expect(table.records()).toEqual([one, one]);
  });

  it('says of foreign bytes what is wrong with them, and takes no time over it', () => {
    fc.assert(
      fc.property(sightings, fc.nat(), fc.nat(255), (records, place, byte) => {
        const bytes = Buffer.from(Table.of(schema, records).encode());
        const short = bytes.subarray(0, place % bytes.length);
        expect(() => Table.decode(schema, short)).toThrow(RangeError);
        bytes[place % bytes.length] = byte;
        try {
          Table.decode(schema, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('a table whose rows come and go', () => {
  it('replaces a row in its place', () => {
    const table = Table.of(schema, [one, { ...one, hour: 8 }, { ...one, hour: 9 }]);
    table.replace(1, { ...one, hour: 23, captain: 'Ahab' });
    expect(table.records()).toEqual([
      one,
      { ...one, hour: 23, captain: 'Ahab' },
      { ...one, hour: 9 },
    ]);
  });

  it('keeps the right texts, though it forgets those of rows that are gone', () => {
    const table = Table.of(schema, [one, { ...one, captain: 'Ahab' }, one]);
    for (let n = 0; n < 5000; n++) table.replace(0, { ...one, captain: `captain ${n}` });
    expect(table.records().map(({ captain }) => captain)).toEqual(['captain 4999', 'Ahab', null]);
  });
});
