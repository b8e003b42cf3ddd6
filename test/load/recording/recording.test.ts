import { describe, expect, it } from 'vitest';
import { KeptRecords, type LoadRecords } from '../../../src/load/recording/kept-records.js';
import { Recording } from '../../../src/load/recording/recording.js';
import type { ClientConnection, ClientRequest } from '../../../src/model/ledger.js';

const ROOM = { requests: 500, connections: 128 };

const ANSWER: Omit<ClientRequest, 'id' | 'connection'> = {
  kind: 'periodic',
  method: 'GET',
  lastsMs: 0,
  scheduledMs: 10,
  sentMs: 10,
  headMs: 11,
  endMs: 12,
  status: 200,
  backend: 'a',
  outcome: 'complete',
  framing: 'length',
  bodyBytes: 40,
  digest: 1,
  maxGapMs: 0,
};

const HELD: Omit<ClientConnection, 'index'> = {
  kind: 'periodic',
  local: '127.0.0.1:4000',
  remote: '127.0.0.1:80',
  startedMs: 0,
  openMs: 1,
  closedMs: 20_000,
  end: 'held',
  peerFinMs: null,
  announcedClose: false,
  unansweredBytes: 0,
  lastSentMs: null,
};

/** A worker and the fleet that it reports to. */
class Pair {
  readonly kept: KeptRecords;
  readonly recording: Recording;

  constructor(connections: number) {
    this.kept = new KeptRecords(connections, ROOM);
    this.recording = new Recording(connections);
  }

  request(connection: number, n: number, change: Partial<ClientRequest> = {}): void {
    this.recording.takeRequest({ ...ANSWER, id: `${connection}-${n}`, connection, ...change });
  }

  connection(index: number, change: Partial<ClientConnection> = {}): void {
    this.recording.takeConnection({ ...HELD, index, ...change });
  }

  report(nowMs: number): void {
    const batch = this.recording.take(nowMs);
    if (batch) this.kept.add(batch);
    this.recording.limit(this.kept.limits);
  }

  get records(): LoadRecords {
    return this.kept.records(true);
  }
}

const standFor = (rows: Iterable<{ readonly weight?: number }>): number =>
  [...rows].reduce((sum, { weight }) => sum + (weight ?? 1), 0);

/** Each of 200 connections sends 20 requests; `change` says how a request differs from the usual one. */
function largeRun(
  change: (connection: number, n: number) => Partial<ClientRequest> = () => ({}),
  ending: (connection: number) => Partial<ClientConnection> = () => ({}),
): Pair {
  const pair = new Pair(200);
  for (let n = 0; n < 20; n++) {
    const atMs = n * 1000;
    const times = { scheduledMs: atMs, sentMs: atMs, headMs: atMs + 1, endMs: atMs + 2 };
    for (let connection = 0; connection < 200; connection++) {
      pair.request(connection, n, { ...times, ...change(connection, n) });
      if (connection % 50 === 0) pair.report(atMs);
    }
  }
  for (let connection = 0; connection < 200; connection++) {
    pair.connection(connection, ending(connection));
  }
  pair.report(30_000);
  return pair;
}

describe('the records of a load', () => {
  it('are all there while there is room', () => {
    const pair = new Pair(2);
    pair.request(1, 0, { scheduledMs: 5, sentMs: 5 });
    pair.request(0, 0);
    pair.request(1, 1, { scheduledMs: 20, sentMs: 20 });
    pair.connection(1);
    pair.connection(0);
    pair.report(1000);
    const { connections, requests, thinned } = pair.records;
    expect(thinned).toBeNull();
    expect(Array.from(requests, ({ id }) => id)).toEqual(['1-0', '0-0', '1-1']);
    expect(Array.from(connections, ({ index }) => index)).toEqual([0, 1]);
    expect([standFor(requests), standFor(connections)]).toEqual([3, 2]);
  });

  it('pass on a request when the next one comes, or its connection ends', () => {
    const pair = new Pair(1);
    pair.request(0, 0);
    pair.report(1000);
    expect(pair.records.requests).toHaveLength(0);
    pair.request(0, 1);
    pair.report(1200);
    expect(pair.records.requests).toHaveLength(1);
    pair.connection(0);
    pair.report(1400);
    expect(pair.records.requests).toHaveLength(2);
  });

  it('of a large run are a sample, beside exact counts', () => {
    const { connections, requests, thinned } = largeRun((_connection, n) =>
      n % 2 ? { backend: 'b' } : {},
    ).records;
    expect(requests.length).toBeLessThan(500);
    expect(connections.length).toBeLessThan(128);
    expect(standFor(requests)).toBeCloseTo(4000, 6);
    expect(standFor(connections)).toBeCloseTo(200, 6);
    const { kind, method, outcome, status } = ANSWER;
    expect(thinned?.requests).toEqual([
      { kind, method, outcome, status, backend: 'a', count: 2000 },
      { kind, method, outcome, status, backend: 'b', count: 2000 },
    ]);
    expect(thinned?.connections).toEqual([
      { kind, end: 'held', announcedClose: false, planned: true, opened: true, count: 200 },
    ]);
  });

  it('keep what went wrong, however few', () => {
    const { requests } = largeRun((connection, n) =>
      connection === 77 && n === 9 ? { outcome: 'cut', status: 200 } : {},
    ).records;
    expect(requests.filter(({ outcome }) => outcome === 'cut')).toMatchObject([
      { id: '77-9', weight: 1 },
    ]);
  });

  it('keep a connection that was lost, and its last request', () => {
    const lost = (connection: number): boolean => connection % 8 === 0;
    const { connections, requests } = largeRun(undefined, (connection) =>
      lost(connection) ? { end: 'peer-fin' } : {},
    ).records;
    const ended = connections.filter(({ end }) => end === 'peer-fin');
    expect(ended).toHaveLength(25);
    const ids = new Set(Array.from(requests, ({ id }) => id));
    expect(ended.filter(({ index }) => !ids.has(`${index}-19`))).toEqual([]);
  });

  it('keep the slowest answer of each second', () => {
    const { requests } = largeRun((connection, n) =>
      connection === 100 ? { endMs: n * 1000 + 200 } : {},
    ).records;
    const slow = requests.filter(({ endMs, sentMs }) => (endMs ?? 0) - sentMs === 200);
    expect(slow.length).toBeGreaterThan(10);
  });

  it('keep the first few of a new answer', () => {
    const { requests } = largeRun((connection, n) =>
      n === 7 && connection >= 90 && connection < 100 ? { digest: 99 } : {},
    ).records;
    expect(requests.filter(({ digest }) => digest === 99).length).toBeGreaterThanOrEqual(3);
  });

  it('keep more of what a disturbance touched', () => {
    const pair = new Pair(400);
    const wave = (n: number): void => {
      const times = { scheduledMs: n * 1000, sentMs: n * 1000, endMs: n * 1000 + 900 };
      for (let connection = 0; connection < 400; connection++) pair.request(connection, n, times);
      pair.report(n * 1000 + 900);
    };
    for (let n = 0; n < 10; n++) wave(n);
    pair.recording.mark(true, 10_500);
    wave(10);
    pair.recording.mark(false, 10_950);
    for (let n = 11; n < 20; n++) wave(n);
    const { requests } = pair.records;
    const during = requests.filter(({ sentMs }) => sentMs === 10_000);
    expect(during.length).toBeGreaterThan(45);
    expect(standFor(during)).toBeCloseTo(400, 6);
  });

  it('name the last request that a backend answered, whether its row is kept or not', () => {
    const pair = largeRun();
    expect(pair.kept.lastServedMs('a')).toBe(19_000);
    expect(pair.kept.lastServedMs('b')).toBeNull();
  });
});
