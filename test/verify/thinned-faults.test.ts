import { describe, expect, it, vi } from 'vitest';
import type { ClientRequest } from '../../src/model/ledger.js';
import { runChecks } from '../../src/verify/checks/registry.js';
import { AT, goodRun, type LedgerBuilder } from '../support/ledger.js';
import { type Rooms, thin } from '../support/thin.js';
import { OF_A_FLIP } from './judge.js';

const clock = vi.hoisted(() => ({ nowMs: 0 }));
vi.mock('../../src/lib/clock.js', () => ({ monotonicMs: () => clock.nowMs }));

type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain). */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ROOMS: Rooms = { load: { requests: 1024, connections: 64 }, share: 1 / 512 };
/** The number of the first connection that is added to those of the good run. */
const FIRST = 9;
const CONNECTIONS = 130;
/** The number of the first connection that a fault adds. */
const NEXT = FIRST + CONNECTIONS;

type Part = readonly [fromMs: number, toMs: number];

/** The time in which backend a gets no requests: from D after the flip until it is up again. */
const LEFT: Part = [AT.on + 900, AT.up];
const DRAIN: Part = [AT.on + 1100, AT.off - 100];
/** The time in which the recorders are told that the deployment is disturbed. */
const DISTURBED = { beganMs: AT.on, endedMs: AT.up + 1000 };

const isIn = (ms: number, [fromMs, toMs]: Part): boolean => ms > fromMs && ms < toMs;

/** The good run, with many further connections that each send a request every second. */
function largeRun(random: Random, page: (n: number) => Partial<ClientRequest>): LedgerBuilder {
  const run = goodRun();
  for (let n = 0; n < CONNECTIONS; n++) {
    const connection = run.connection(FIRST + n, n % 10 === 0 ? 'upload' : 'periodic');
    for (let ms = 1600 + random() * 1000; ms < AT.end - 100; ms += 1000) {
      const backend = isIn(ms, LEFT) || random() < 0.5 ? 'b' : 'a';
      run.request(connection, backend, [ms, ms + 1 + random() * 5], page(run.requests.length));
    }
  }
  return run;
}

/** Any request of this kind in this part of the run. */
function some(
  { requests }: LedgerBuilder,
  random: Random,
  part: Part,
  kind = 'periodic',
): ClientRequest {
  const there = requests.filter(
    (one) => one.connection >= FIRST && isIn(one.sentMs, part) && one.kind === kind,
  );
  return there[Math.floor(random() * there.length)] as ClientRequest;
}

type Fault = (run: LedgerBuilder, random: Random) => void;

/** One answer in the drain differs. */
function answers(change: Partial<ClientRequest>, kind?: string): Fault {
  return (run, random) => run.change(some(run, random, DRAIN, kind).id, change);
}

/** One request reaches backend a, which only its server records. */
function late(change: Partial<ClientRequest>): Fault {
  return (run, random) => run.arrive({ ...some(run, random, DRAIN), id: '7777-3', ...change }, 'a');
}

function slow(byMs: number, part: Part, maxLatencyMs: number | null): Fault {
  return (run, random) => {
    run.facts = { ...run.facts, budgets: { ...run.facts.budgets, maxLatencyMs } };
    const { id, sentMs } = some(run, random, part);
    run.change(id, { endMs: sentMs + byMs });
  };
}

/** A hundred connections are closed at once; one of them perhaps while a POST is sent. */
function storm(maxCloses: number | null, lostPost: number): Fault {
  return (run) => {
    run.facts = { ...run.facts, budgets: { ...run.facts.budgets, maxCloses } };
    for (let n = 0; n < 100; n++) {
      const ms = AT.on + 50 + n / 10;
      const closed = { end: 'peer-fin', peerFinMs: ms, closedMs: ms + 1 } as const;
      const one = run.connection(NEXT + n, 'idle', closed);
      const lost = { method: 'POST', outcome: 'unanswered', status: null, headMs: null } as const;
      if (n === lostPost) run.request(one, null, [ms - 1, ms], lost);
      else run.request(one, 'b', [2000 + n, 2002 + n]);
    }
  };
}

/** One of many requests under way at backend a is cut there, and answered by b. */
const finishesElsewhere: Fault = (run, random) => {
  const odd = Math.floor(random() * 100);
  for (let n = 0; n < 100; n++) {
    const one = run.connection(NEXT + n, 'response');
    const [sentMs, lastsMs] = [4000 + random() * 500, 4800];
    const request = run.request(one, n === odd ? 'b' : 'a', [sentMs, 9000], { lastsMs });
    if (n === odd) run.arrive({ ...request, outcome: 'cut', endMs: 6000 + random() * 500 }, 'a');
  }
};

/** The waiting timeout ends many tunnels, as it should, and one response is cut. */
const cutAmongDrained: Fault = (run) => {
  const peerFinMs = AT.waitOver + 5;
  // Of this number, which is among the first that a sample leaves out.
  const odd = 14;
  for (let n = 0; n < 600; n++) {
    if (n === odd) continue;
    const drained = { end: 'peer-fin', peerFinMs, closedMs: peerFinMs + 1 } as const;
    const tunnel = run.connection(NEXT + n, 'tunnel', drained);
    run.request(tunnel, 'a', [900, peerFinMs], {}, 'peer-fin');
  }
  const cut = { end: 'peer-fin', peerFinMs: 15_000, closedMs: 15_001 } as const;
  const response = run.connection(NEXT + odd, 'response', cut);
  run.request(response, 'b', [14_000, 15_000], { outcome: 'cut' });
};

const shortFinishesElsewhere: Fault = (run, random) => {
  const { id } = some(run, random, [AT.down - 300, AT.down - 10]);
  run.change(id, { backend: 'b', endMs: AT.down + 5 });
  const request = run.requests.find((one) => one.id === id) as ClientRequest;
  for (const { requests } of Object.values(run.servers)) {
    const at = requests.findIndex((one) => one.id === id);
    if (at >= 0) requests.splice(at, 1);
  }
  run.arrive(request, 'b');
  run.arrive({ ...request, endMs: AT.down + 3, outcome: 'cut' }, 'a');
};

/** Either all answers have the same body, or each has a different one of about the same length. */
const PAGES = {
  constant: () => ({}),
  anew: (n: number) => ({ digest: 1000 + n, bodyBytes: 1000 + (n % 40) }),
} as const;

const ANSWERS: Readonly<Record<string, Fault>> = {
  'no fault': () => undefined,
  'one redirect': answers({ status: 302, bodyBytes: 0, digest: 98 }),
  'one short answer': answers({ digest: 5, bodyBytes: 300 }),
  'one answer framed otherwise': answers({ framing: 'chunked' }),
  'one answer slower than the user allows': slow(400, DRAIN, 300),
};

const OTHERS: Readonly<Record<string, Fault>> = {
  'one slow answer': slow(3000, DRAIN, null),
  'storm of closes, and one POST lost': storm(null, 77),
  'one late request': late({}),
  'one late request that lasts to the end': late({ endMs: AT.end - 500 }),
  'one POST twice': (run, random) => run.arrive(some(run, random, [2000, AT.on], 'upload'), 'b'),
  'one POST answered that reached none': (run, random) => {
    const { id } = some(run, random, DRAIN, 'upload');
    const { requests } = run.servers.b;
    requests.splice(
      requests.findIndex((one) => one.id === id),
      1,
    );
  },
  'one answer of other bytes': answers({ digest: 99 }),
  'one upload answered with other bytes': answers({ digest: 99 }, 'upload'),
  'one slow answer at the end': slow(400, [AT.end - 1000, AT.end - 400], 300),
  'one response cut and finished elsewhere': finishesElsewhere,
  'one short answer from elsewhere': shortFinishesElsewhere,
  'one response cut among tunnels that drain': cutAmongDrained,
  'a tunnel cut': (run) => {
    const cut = { end: 'peer-fin', peerFinMs: 9000, closedMs: 9000 } as const;
    const tunnel = run.connection(NEXT, 'tunnel', cut);
    run.request(tunnel, 'b', [2000, 9000], { outcome: 'cut' }, 'self-fin');
  },
  'an echo lost': (run) => {
    const tunnel = run.connection(NEXT, 'tunnel', { unansweredBytes: 10, lastSentMs: 9000 });
    run.request(tunnel, 'b', [2000, AT.end + 50], { outcome: 'open' });
  },
  'one long silence': (run) => {
    const stream = run.connection(NEXT, 'stream');
    run.request(stream, 'b', [6000, 16_000], { maxGapMs: 7000, lastsMs: 10_000 });
  },
  'one idle connection reset': (run) => {
    const one = run.connection(NEXT, 'idle', { end: 'rst', closedMs: 9000 });
    run.request(one, 'b', [2000, 2002]);
  },
  'one socket reset by the server': (run, random) =>
    run.arrive({ ...some(run, random, DRAIN), id: '7777-3' }, 'b', 'self-rst'),
  'a storm of closes': storm(90, -1),
  'a storm of closes within the bound': storm(101, -1),
  'no request after the return': (run) => {
    const { requests } = run.servers.a;
    const kept = requests.filter(({ beganMs }) => beganMs < AT.off);
    requests.splice(0, requests.length, ...kept);
  },
};

/** Ids of the checks that fail. */
function failing(run: LedgerBuilder): string[] {
  return runChecks(run.evidence(), OF_A_FLIP)
    .filter(({ status }) => status === 'fail')
    .map(({ id }) => id);
}

/** On the whole run, and on what a small room keeps of it. */
function failures(page: keyof typeof PAGES, fault: Fault) {
  const random = randomFrom(7);
  const run = largeRun(random, PAGES[page]);
  fault(run, random);
  const { connections, requests } = run;
  run.facts = { ...run.facts, load: { ...run.facts.load, connections: connections.length } };
  const whole = failing(run);
  const rows = requests.length;
  thin(run, ROOMS, DISTURBED, (ms) => {
    clock.nowMs = ms;
  });
  expect(requests.length).toBeLessThan(rows / 2);
  return { whole, thinned: failing(run) };
}

describe('a thinned ledger shows as much as a whole one', () => {
  it.each([
    ...Object.entries({ ...ANSWERS, ...OTHERS }).map(([name, fault]) => ['constant', name, fault]),
    ...Object.entries(ANSWERS).map(([name, fault]) => ['anew', name, fault]),
  ] as [keyof typeof PAGES, string, Fault][])('%s pages: %s', (page, name, fault) => {
    const { whole, thinned } = failures(page, fault);
    expect(thinned).toEqual(whole);
    const isRight = name === 'no fault' || name.endsWith('within the bound');
    expect(whole.length === 0).toBe(isRight);
  });
});
