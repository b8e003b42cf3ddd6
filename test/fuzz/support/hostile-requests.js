import { HTTP_WORDS, REQUESTS } from '../parsers/http-words.js';
import { attack } from './mutate.js';

const bytes = (text) => Buffer.from(text, 'latin1');
const BLOCK = bytes('x'.repeat(16_384));
const head = (line, fields = '') => bytes(`${line} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`);
/** Behind these the proxy asks a hostile upstream, closes each connection, keeps it, or buffers nothing. */
const PATHS = ['/each/', '/kept/', '/direct/'];

/** What a client does to a proxy, by name: steps for `pump`. `slow` ones read next to nothing. */
export const HOSTILE_REQUESTS = {
  *plain(random) {
    for (let i = 0; i < 5; i += 1) {
      yield head(`GET ${random.pick(PATHS)}`);
      yield random.int(300);
    }
    yield 'end';
  },
  *silence() {
    yield 'hang';
  },
  *'half a head'(random) {
    yield bytes('GET / HTTP/1.1\r\nHo');
    yield random.pick(['hang', 'reset', 'end']);
  },
  *drip(random) {
    for (const one of random.pick(REQUESTS)) {
      yield bytes(one);
      yield random.int(100);
    }
    yield 'hang';
  },
  *'endless head'() {
    yield bytes('GET / HTTP/1.1\r\nHost: h\r\n');
    for (let i = 0; ; i += 1) yield bytes(`X-${i}: ${'v'.repeat(1000)}\r\n`);
  },
  *'endless target'() {
    yield bytes('GET /');
    for (;;) yield BLOCK;
  },
  *'blank head'() {
    yield bytes(`GET / HTTP/1.1\r\nHost: h\r\nX: ${' \t'.repeat(3000)}x\r\n\r\n`);
    yield 'hang';
  },
  *'only line ends'() {
    for (;;) {
      yield bytes('\r\n'.repeat(100));
      yield 20;
    }
  },
  *'random bytes'(random) {
    yield bytes(random.bytes(random.size(20_000)));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'mutated request'(random) {
    yield bytes(attack(random, REQUESTS, HTTP_WORDS));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'endless upload'(random) {
    yield head(`POST ${random.pick(PATHS)}`, 'Content-Length: 999999999999\r\n');
    for (;;) yield BLOCK;
  },
  *'endless chunks'(random) {
    yield head(`POST ${random.pick(PATHS)}`, 'Transfer-Encoding: chunked\r\n');
    const chunk = bytes(`1000\r\n${'x'.repeat(4096)}\r\n`);
    for (;;) yield chunk;
  },
  *'small chunks'(random) {
    yield head(`POST ${random.pick(PATHS)}`, 'Transfer-Encoding: chunked\r\n');
    for (let i = 0; i < 5000; i += 1) yield bytes('1\r\nx\r\n'.repeat(20));
    yield 'end';
  },
  *'wrong chunks'(random) {
    yield head(`POST ${random.pick(PATHS)}`, 'Transfer-Encoding: chunked\r\n');
    yield bytes(attack(random, ['4\r\nbody\r\n0\r\n\r\n'], HTTP_WORDS));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'stalled upload'(random) {
    yield head(`POST ${random.pick(PATHS)}`, 'Content-Length: 100000\r\n');
    yield bytes('some');
    yield random.pick(['hang', 'reset', 'end']);
  },
  *'pipelined, unread'() {
    const many = Buffer.concat(Array(50).fill(head('GET /large')));
    for (;;) yield many;
  },
  *'large, unread'(random) {
    yield head(`GET ${random.pick(['/large', ...PATHS])}`);
    yield 'hang';
  },
  *tunnel(random) {
    yield head('GET /direct/', 'Upgrade: websocket\r\nConnection: Upgrade\r\n');
    for (let i = 0; i < 200; i += 1) yield bytes(random.bytes(500));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'reset at once'() {
    yield 'reset';
  },
  *'file, many ranges'() {
    yield head(
      'GET /file',
      `Range: bytes=${Array.from({ length: 1000 }, (_, i) => `${i}-`).join()}\r\n`,
    );
    yield 'hang';
  },
};

/** Clients that read as slowly as they can. */
export const UNREAD = new Set(['pipelined, unread', 'large, unread']);
