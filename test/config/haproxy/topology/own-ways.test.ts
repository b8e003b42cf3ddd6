import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../../src/capacity/assess.js';
import { planTarget } from '../../../../src/capacity/target/plan-target.js';
import { readHaproxyConfig } from '../../../../src/config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../../../src/config/haproxy/topology/topology.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import { memorySource } from '../../../support/memory-source.js';
import { examineHaproxy } from '../lint/examine.js';

const facts: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 2,
  portRange: [32_768, 60_999],
  nofile: { soft: 1024, hard: 20_000 },
};
const clients = { local: false, addresses: null, range: [32_768, 60_999], ports: [] } as const;
const read = (text: string, local = false) =>
  haproxyTopologyOf(
    readHaproxyConfig('f', memorySource({ f: `global\n maxconn 100\n${text}` })),
    local ? { ...clients, local, addresses: 1 } : clients,
  ).deployment;
const held = (text: string) => assessCapacity(read(text), facts).endToEnd.max;
const routes = (text: string, local = false) => {
  const { routes: all = [], hops } = read(text, local);
  return all.map((way) => way.map((at) => hops[at]?.name).join(' '));
};
const listen = (name: string, bind: string, ...servers: string[]) =>
  `listen ${name}\n bind ${bind}\n${servers.map((one, n) => ` server s${n} ${one}\n`).join('')}`;

const LAST = '10.0.0.1:80';
const TCP = listen('a', ':81', '127.0.0.1:82') + listen('b', '127.0.0.1:82', LAST);

/** Each with maxconn 100, and how many connections were held (measured, HAProxy 2.6.12). */
const MEASURED: readonly (readonly [what: string, text: string, held: number])[] = [
  ['TCP', TCP, 50],
  ['a unix socket', listen('a', ':81', 'unix@/r/b') + listen('b', '/r/b', LAST), 50],
  ['an abstract socket', listen('a', ':81', 'abns@b') + listen('b', 'abns@b', LAST), 50],
  [
    'two in turn',
    listen('a', ':81', '127.0.0.1:82') +
      listen('b', '127.0.0.1:82', '/r/c') +
      listen('c', 'unix@/r/c', LAST),
    33,
  ],
  [
    'one of two servers',
    listen('a', ':81', '127.0.0.1:82', LAST) + listen('b', '127.0.0.1:82', LAST),
    66,
  ],
];

describe('HAProxy that passes to its own listener', () => {
  it.each(MEASURED)('accepts each session again: %s', (_, text, count) => {
    expect(held(text)).toBe(count);
  });

  it('is one way, and the inner listener none for clients elsewhere', () => {
    expect(routes(TCP)).toEqual(['a a b b']);
    expect(routes(TCP, true)).toEqual(['a a b b', 'b b']);
    expect(routes(TCP.replace('bind 127.0.0.1:82', 'bind :82'))).toEqual(['a a b b', 'b b']);
  });

  it.each([
    [':82', '127.0.0.1:82', true],
    ['*:82', 'localhost:82', true],
    [':::82', '127.0.0.1:82', true],
    [':::82 v4v6', '127.0.0.1:82', true],
    ['[::]:82', '[::1]:82', true],
    ['ipv6@:82', '[::1]:82', true],
    ['[::1]:82', '[::1]:82', true],
    [':::82 v6only', '[::1]:82', true],
    [':::82 v6only', '127.0.0.1:82', false],
    [':82', '[::1]:82', false],
    ['ipv4@:82', '[::1]:82', false],
    ['[::1]:82', '127.0.0.1:82', false],
  ])('is one where the listener has the family of the server: bind %s, %s', (bind, server, own) => {
    const all = routes(listen('a', ':81', server) + listen('b', bind, LAST));
    expect(all.includes('a a b b')).toBe(own);
  });

  it('is no circle where a server without a port is asked for in the other family', () => {
    const circle = (bind: string) => held(listen('a', bind, '127.0.0.1'));
    expect(circle(':::82 v6only')).toBe(100);
    expect(circle(':::82')).toBe(0);
    expect(circle(':82')).toBe(0);
  });

  it('holds what the inner frontend lets in', () => {
    expect(held(TCP.replace('bind 127.0.0.1:82', 'bind 127.0.0.1:82\n maxconn 7'))).toBe(7);
    expect(held(TCP.replace('bind 127.0.0.1:82', 'bind 127.0.0.1:82 maxconn 8'))).toBe(8);
  });

  it('takes four descriptors a session, and the ends of the three connections', () => {
    const deployment = read(TCP);
    const [, back] = assessCapacity(deployment, facts).hops;
    expect(back?.limits.find(({ id }) => id === 'nofile')?.inputs.slots).toBe(4);
    expect(deployment).toMatchObject({ endsPerSession: 4, hopsPerSession: 3 });
  });

  it('is another program where only backups or disabled servers lead to it', () => {
    const spare = listen('a', ':81', LAST, '127.0.0.1:82 backup', '127.0.0.1:82 disabled');
    expect(held(spare + listen('b', '127.0.0.1:82', LAST))).toBe(200 / 2);
  });

  it('takes the listener of the very address before one of every address', () => {
    const both = listen('c', ':82', '10.0.0.2:80') + listen('b', '127.0.0.1:82', LAST);
    expect(routes(listen('a', ':81', '127.0.0.1:82') + both)).toContain('a a b b');
  });

  it('is raised by as many connections as it accepts', () => {
    const { plan } = planTarget({ deployment: read(TCP), facts }, 1000);
    expect(plan).toMatchObject({ reached: true, after: 1000 });
    expect(plan.changes.flatMap(({ lines }) => lines)).toContain('    maxconn 2000');
  });

  it('ends a circle, and ways without number', () => {
    expect(routes(listen('a', ':81', '127.0.0.1:81'))).toEqual(['a a']);
    const layers = Array.from({ length: 12 }, (_, n) =>
      listen(
        `l${n}`,
        `127.0.0.1:${100 + n}`,
        ...Array.from({ length: 12 }, (__, to) => `127.0.0.1:${100 + to}`),
      ),
    );
    expect(routes(layers.join('')).length).toBeLessThan(20_000);
    const many = Array.from({ length: 2000 }, (_, n) => `127.0.${n % 200}.${n % 250}:81`);
    expect(routes(listen('a', ':81', ...many))).toEqual(['a a']);
  });
});

const CIRCLES: readonly (readonly [what: string, text: string])[] = [
  ['its own address', listen('a', '127.0.0.1:81', '127.0.0.1:81')],
  ['loopback, where it listens on every address', listen('a', ':81', '127.0.0.1:81')],
  ['where the client asked', listen('a', ':81', '*:81')],
  ['where the client asked, at one address', listen('a', '127.0.0.1:81', '0.0.0.0:81')],
  ['its own address without a port', listen('a', '127.0.0.1:81', '127.0.0.1')],
  ['a unix socket', listen('a', '/r/a', 'unix@/r/a')],
  ['each other', listen('a', ':81', '127.0.0.1:82') + listen('b', ':82', '127.0.0.1:81')],
  [
    'the next by its offset',
    listen('a', ':81', '127.0.0.1:+1') + listen('b', ':82', '127.0.0.1:-1'),
  ],
  ['a frontend', 'frontend a\n bind :81\n default_backend a\nbackend a\n server s 127.0.0.1:81\n'],
  [
    'two circles',
    listen('a', ':81', '127.0.0.1:81', '127.0.0.1:82') + listen('b', ':82', '127.0.0.1:82'),
  ],
];

describe('HAProxy that passes to itself in a circle', () => {
  const linted = (text: string) =>
    examineHaproxy(text, facts).filter(({ code }) => code === 'PROXIES_TO_ITSELF');

  it.each(CIRCLES)('holds nothing, and is an error: %s', (_, text) => {
    // Measured, 2.6.12: one GET takes all of maxconn 100 and ends with 504, for each of these.
    expect(held(text)).toBe(0);
    expect(linted(text)).toContainEqual(expect.objectContaining({ severity: 'error' }));
  });

  it('says which server leads back, over what, and what to write', () => {
    const text = listen('a', ':81', '127.0.0.1:82') + listen('b', ':82', '127.0.0.1:81');
    expect(linted(text)).toMatchObject([
      {
        place: { line: 6 },
        message:
          'server s0 of b leads back to listen a of this same HAProxy, over b: one session takes every connection of maxconn',
        mend: 'Write the address where the application listens.',
      },
    ]);
  });

  it('holds nothing by the way into a circle, and what the others hold', () => {
    const circle = listen('b', '127.0.0.1:82', '127.0.0.1:82');
    expect(held(listen('a', ':81', '127.0.0.1:82') + circle)).toBe(0);
    expect(held(circle + listen('a', ':81', LAST))).toBe(100);
  });

  it('is a warning where a session may get out of it', () => {
    const some = listen('a', ':81', '127.0.0.1:81', LAST);
    expect(linted(some)).toMatchObject([{ severity: 'warning', place: { line: 3 } }]);
    expect(held(some)).toBeGreaterThan(0);
  });

  it.each([
    ['the next listener', TCP],
    ['a backup', listen('a', ':81', LAST, '127.0.0.1:81 backup')],
    ['a stats page', `${listen('a', ':81', '127.0.0.1:82')}frontend b\n bind :82\n`],
    [
      'where a rule says',
      listen('a', ':81', '*:81').replace('\n server', '\n http-request set-dst src\n server'),
    ],
    ['where packets were redirected from', listen('a', ':81 transparent', '*:81')],
    ['where the client asked, without a port', listen('a', ':81', '*')],
    ['another port there', listen('a', ':81', '*:80')],
    ['another host', listen('a', '10.0.0.9:81', '10.0.0.8:81')],
  ])('is none: %s', (_, text) => {
    expect(linted(text)).toEqual([]);
    expect(held(text)).toBeGreaterThan(0);
  });

  it('cannot be raised', () => {
    const { plan } = planTarget({ deployment: read(CIRCLES[0]?.[1] ?? ''), facts }, 1000);
    expect(plan).toMatchObject({ reached: false, after: 0 });
    expect(JSON.stringify(plan)).not.toContain('Infinity');
  });
});
