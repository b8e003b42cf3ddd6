import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientRequest } from '../../../src/model/ledger.js';
import { AT, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

/** Answers on one connection, every 10 ms from 2,000 ms on; `answer` makes each. */
function answering(
  run: LedgerBuilder,
  answer: (atMs: number, n: number) => Partial<ClientRequest>,
): void {
  run.requests.length = 0;
  const connection = run.connection(20, 'periodic');
  for (let n = 0; n < 1700; n++) {
    const atMs = 2000 + 10 * n;
    run.request(connection, 'b', [atMs, atMs + 2], answer(atMs, n));
  }
}

const isDraining = (atMs: number): boolean => atMs > AT.on && atMs < AT.off;
const asBefore = (answer: (atMs: number, n: number) => Partial<ClientRequest>) =>
  judge('as-before', (run) => answering(run, answer));

describe('as-before: what changes during the drain', () => {
  it.each<[string, Partial<ClientRequest>, string]>([
    ['a redirect', { status: 302 }, 'with status 302'],
    ['an empty answer', { bodyBytes: 0, digest: 0 }, 'of 0 B'],
    ['a maintenance page', { bodyBytes: 90, digest: 9 }, 'of 90 B'],
    ['other framing', { framing: 'until-close', digest: 9 }, 'ended by until-close'],
    ['other bytes of the same length', { digest: 9 }, 'of other bytes'],
  ])('fails %s', (_what, change, words) => {
    const one = asBefore((atMs) => (isDraining(atMs) ? change : {}));
    expect(one).toMatchObject({ status: 'fail', actual: expect.stringContaining(words) });
    const rare = asBefore((atMs, n) => (isDraining(atMs) && n % 100 === 0 ? change : {}));
    expect(rare.status).toBe('fail');
  });

  it('fails a maintenance page among bodies that are made anew each time', () => {
    const random = asBefore((atMs, n) =>
      isDraining(atMs) && n % 50 === 0
        ? { bodyBytes: 60, digest: 1 }
        : { bodyBytes: 1000 + (n % 90), digest: 1000 + n },
    );
    expect(random).toMatchObject({ status: 'fail', actual: expect.stringContaining('of 60 B') });
  });

  it('fails an answer that is wrong until the end', () => {
    expect(asBefore((atMs) => (atMs > AT.on ? { bodyBytes: 0, digest: 0 } : {})).status).toBe(
      'fail',
    );
  });
});

describe('as-before: what an ordinary application does', () => {
  it.each<[string, (atMs: number, n: number) => Partial<ClientRequest>]>([
    ['the same page', () => ({})],
    ['a page for each backend', (_atMs, n) => ({ digest: n % 2, bodyBytes: 100 + (n % 2) })],
    ['a clock with seconds', (atMs) => ({ digest: Math.floor(atMs / 1000) })],
    ['a counter', (_atMs, n) => ({ digest: n, bodyBytes: 100 + String(n).length })],
    ['a token of fixed length', (_atMs, n) => ({ digest: n * 7919 })],
    ['a page of any length', (_atMs, n) => ({ digest: n, bodyBytes: 500 + ((n * 7919) % 400) })],
    ['redirects and pages', (_atMs, n) => (n % 3 ? {} : { status: 302, digest: 3, bodyBytes: 0 })],
  ])('passes %s', (_what, answer) => {
    expect(asBefore(answer).status).toBe('pass');
  });

  it('warns of bytes that change once for good: a date, or a new version', () => {
    const dated = asBefore((atMs) => ({ digest: atMs < 9000 ? 1 : 2 }));
    expect(dated).toMatchObject({ status: 'warn', actual: expect.stringContaining('a clock') });
  });

  it('warns of bodies made anew that go on, as of a page that names its connection', () => {
    const anew = asBefore((atMs, n) => ({
      digest: atMs > 6000 && n % 3 === 0 ? 100 + (n % 7) : 1,
    }));
    expect(anew.status).toBe('warn');
    const one = asBefore((atMs, n) => ({ digest: atMs > 6000 && n % 3 === 0 ? 100 : 1 }));
    expect(one.status).toBe('fail');
    const during = asBefore((atMs, n) => ({ digest: isDraining(atMs) && n % 3 === 0 ? n : 1 }));
    expect(during.status).toBe('fail');
  });

  it('takes what a backend answers by itself for right, though it served nothing before', () => {
    const spare = { status: 200, framing: 'chunked', bodyBytes: 44, digest: 44 } as const;
    const run = (known: boolean) =>
      judge('as-before', (built) => {
        answering(built, (atMs) => (isDraining(atMs) ? spare : {}));
        const references = known ? [{ backend: 'b', ...spare }] : [];
        built.ledger = { ...built.ledger, references };
      }).status;
    expect(run(true)).toBe('pass');
    expect(run(false)).toBe('fail');
  });

  it('warns of a new version on the drained backend, after its return and not before', () => {
    const renewed = (backend: string, fromMs: number) =>
      asBefore((atMs) => (atMs > fromMs ? { backend, digest: 5, bodyBytes: 1234 } : { backend }));
    expect(renewed('a', AT.off)).toMatchObject({
      status: 'warn',
      actual: expect.stringContaining('a new version'),
    });
    expect(renewed('a', AT.off - 100).status).toBe('fail');
    expect(renewed('b', AT.off).status).toBe('fail');
    const emptied = asBefore((atMs) => (atMs > AT.off ? { backend: 'a', bodyBytes: 0 } : {}));
    expect(emptied.status).toBe('fail');
  });

  it('only notes what a backend says that had said nothing before, but not an empty answer', () => {
    const standIn = (change: Partial<ClientRequest>) =>
      asBefore((atMs) => (isDraining(atMs) ? { backend: 'c', digest: 5, ...change } : {}));
    expect(standIn({ bodyBytes: 44 })).toMatchObject({
      status: 'warn',
      actual: expect.stringContaining('of c, which had answered nothing before'),
    });
    expect(standIn({ bodyBytes: 0 }).status).toBe('fail');
    expect(standIn({ status: 302 }).status).toBe('fail');
  });

  it('passes whatever few bodies come at random, before and after alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), (bodies, seed) => {
        const draw = (n: number): number => Math.imul(n + seed, 2654435761) >>> 16;
        const one = asBefore((_atMs, n) => {
          const body = draw(n) % bodies;
          return { digest: body, bodyBytes: 100 + 40 * body };
        });
        return one.status === 'pass';
      }),
      { numRuns: 20 },
    );
  });
});

it('is not judged on a few answers', () => {
  const few = judge('as-before', (run) => {
    run.requests.splice(0, Number.POSITIVE_INFINITY, ...run.requests.slice(0, 5));
  });
  expect(few.status).toBe('skip');
});

describe('as-before: streams, which are as long as the request asks', () => {
  /** 4 kB a second; before the flip only the shorter streams have ended. */
  const streams = (share: (atMs: number) => number) =>
    judge('as-before', (run) => {
      run.requests.length = 0;
      const connection = run.connection(20, 'stream');
      for (let n = 0; n < 100; n++) {
        const atMs = 2000 + 150 * n;
        const lastsMs = atMs < AT.on ? 2000 + 10 * n : 5000;
        const bodyBytes = Math.floor(lastsMs * 4 * share(atMs));
        run.request(connection, 'b', [atMs - lastsMs, atMs], { lastsMs, bodyBytes, digest: null });
      }
    });

  it('passes longer ones than any before', () => {
    expect(streams(() => 1).status).toBe('pass');
  });

  it('passes one that a stall of its server has made shorter', () => {
    const stalled = judge('as-before', (run) => {
      run.requests.length = 0;
      const connection = run.connection(20, 'stream');
      for (let n = 0; n < 100; n++) {
        const atMs = 2000 + 150 * n;
        const body = n === 50 ? { bodyBytes: 1000, maxGapMs: 350 } : { bodyBytes: 2000 };
        run.request(connection, 'b', [atMs - 500, atMs], { lastsMs: 500, digest: null, ...body });
      }
    });
    expect(stalled.status).toBe('pass');
  });

  it('passes short ones of one chunk more or less', () => {
    const short = judge('as-before', (run) => {
      run.requests.length = 0;
      const connection = run.connection(20, 'stream');
      for (let n = 0; n < 100; n++) {
        const atMs = 2000 + 150 * n;
        // Before the flip all last 390 ms, and later some 310 ms: four chunks each.
        const lastsMs = atMs < AT.on || n % 2 === 0 ? 390 : 310;
        const body = { lastsMs, bodyBytes: 4096, maxGapMs: 100, digest: null };
        run.request(connection, 'b', [atMs - lastsMs, atMs], body);
      }
    });
    expect(short.status).toBe('pass');
  });

  it('fails those that bring half of what they should', () => {
    expect(streams((atMs) => (isDraining(atMs) ? 0.5 : 1)).status).toBe('fail');
  });
});
