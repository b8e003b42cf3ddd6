import { describe, expect, it } from 'vitest';
import { RequestHead } from '../../src/backend/http/request-head.js';
import { ServerBook } from '../../src/backend/server-book.js';
import { hashOfRequest } from '../../src/lib/thinning/sample-hash.js';
import type { Connection } from '../../src/net/loop.js';

/** Of the room for all servers: 128 requests, 64 sockets. */
const SHARE = 1 / 1024;

function connect(book: ServerBook, port: number): Connection {
  const connection = { remoteAddress: '127.0.0.2', remotePort: port } as Connection;
  book.opened(connection);
  return connection;
}

function head(id: string, path = '/', method = 'GET'): RequestHead {
  return Object.assign(new RequestHead(), { id, path, method });
}

function served(book: ServerBook, connection: Connection, wanted: RequestHead): void {
  book.ended(book.began(connection, wanted), 'complete');
}

describe('the book of a backend server', () => {
  it('holds every request while there is room, in the order in which they began', () => {
    const book = new ServerBook(7);
    const connection = connect(book, 50_000);
    const first = book.began(connection, head('1-0', '/stream'));
    served(book, connection, head('2-0', '/upload', 'POST'));
    book.ended(first, 'cut');
    book.began(connection, head('3-0'));
    book.closed(connection, 'rst', false);
    const { requests, sockets, thinned } = book.ledger();
    expect(thinned).toBeNull();
    expect(requests.records()).toMatchObject([
      { id: '1-0', socket: 7, path: '/stream', outcome: 'cut', weight: 1 },
      { id: '2-0', method: 'POST', outcome: 'complete', weight: 1 },
      { id: '3-0', outcome: 'open', endMs: null },
    ]);
    expect(sockets.records()).toMatchObject([
      { id: 7, remote: '127.0.0.2:50000', end: 'peer-rst', carriedLoad: true },
    ]);
  });

  it('tells sockets that carried health checks alone', () => {
    const book = new ServerBook();
    const connection = connect(book, 50_000);
    served(book, connection, head('', '/health_check/'));
    expect(book.ledger().sockets.at(0)).toMatchObject({ end: 'open', carriedLoad: false });
  });

  it('of very many holds a sample that stands for all, and what went wrong', () => {
    const book = new ServerBook(0, SHARE);
    for (let n = 0; n < 1000; n++) {
      const connection = connect(book, 10_000 + n);
      served(book, connection, head(`${n}-0`, '/', n % 4 ? 'GET' : 'POST'));
      served(book, connection, head('', '/health_check/'));
      if (n === 500) book.ended(book.began(connection, head('500-1')), 'cut');
      book.closed(connection, n === 600 ? 'rst' : 'fin', false);
    }
    const { requests, sockets, thinned } = book.ledger();
    expect(requests.length).toBeLessThan(128);
    expect(requests.find(({ outcome }) => outcome === 'cut')).toMatchObject({ id: '500-1' });
    expect(sockets.find(({ end }) => end === 'peer-rst')).toMatchObject({ id: 600, weight: 1 });
    const weight = [...requests].reduce((sum, row) => sum + (row.weight ?? 1), 0);
    expect(weight).toBeCloseTo(2001, 6);
    expect(thinned?.arrivals).toContainEqual({
      method: 'POST',
      health: false,
      outcome: 'complete',
      count: 250,
    });
    const below = thinned?.below ?? 0;
    const ids = new Set(Array.from(requests, ({ id }) => id));
    const due = Array.from({ length: 1000 }, (_, n) => `${n}-0`).filter(
      (id) => hashOfRequest(id) < below,
    );
    expect(due.length).toBeGreaterThan(5);
    expect(due.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('holds more of what was under way in a disturbance', () => {
    const book = new ServerBook(0, SHARE);
    const connection = connect(book, 50_000);
    for (let n = 0; n < 1000; n++) served(book, connection, head(`${n}-0`));
    const underWay = book.began(connection, head('5000-0'));
    book.mark(true);
    for (let n = 1000; n < 1040; n++) served(book, connection, head(`${n}-0`));
    book.ended(underWay, 'complete');
    book.mark(false);
    const { requests } = book.ledger();
    const during = requests.filter(({ weight }) => weight === 1).map(({ id }) => id);
    expect(during).toContain('5000-0');
    expect(during.filter((id) => Number(id.slice(0, -2)) >= 1000)).toHaveLength(41);
  });

  it('holds the one request that a backend gets when it should get none', () => {
    const book = new ServerBook(0, SHARE);
    const connection = connect(book, 50_000);
    for (let n = 0; n < 5000; n++) served(book, connection, head(`${n}-1`));
    book.mark(true);
    served(book, connection, head('7777-1'));
    for (let n = 0; n < 5000; n++) served(book, connection, head('', '/health_check/'));
    book.mark(false);
    const { requests } = book.ledger();
    expect(requests.find(({ id }) => id === '7777-1')).toBeDefined();
  });
});
