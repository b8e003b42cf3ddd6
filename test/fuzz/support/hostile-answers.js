import { HTTP_WORDS, RESPONSES } from '../parsers/http-words.js';
import { attack } from './mutate.js';

const bytes = (text) => Buffer.from(text, 'latin1');
const OK = 'HTTP/1.1 200 OK\r\n';
const BLOCK = bytes('x'.repeat(16_384));
const MESSAGE = bytes(`${OK}Content-Length: 2\r\n\r\nok`);

/** How a server answers a request wrongly, by name: steps for `pump`. */
export const HOSTILE_ANSWERS = {
  *right() {
    yield MESSAGE;
    yield 'hang';
  },
  *'endless head'() {
    yield bytes(OK);
    for (let i = 0; ; i += 1) yield bytes(`X-${i}: ${'v'.repeat(1000)}\r\n`);
  },
  *'endless field'() {
    yield bytes(`${OK}X-Long: `);
    for (;;) yield BLOCK;
  },
  *'blank field'() {
    yield bytes(`${OK}X-Blank: a${' '.repeat(60_000)}b\r\nContent-Length: 0\r\n\r\n`);
  },
  *'endless 1xx'() {
    for (;;)
      yield bytes('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n');
  },
  *'endless body'() {
    yield bytes(`${OK}\r\n`);
    for (;;) yield BLOCK;
  },
  *'endless chunks'(random) {
    yield bytes(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    const size = random.size(16_000);
    const chunk = bytes(`${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`);
    for (;;) yield chunk;
  },
  *'endless chunk extension'() {
    yield bytes(`${OK}Transfer-Encoding: chunked\r\n\r\n1;`);
    for (;;) yield BLOCK;
  },
  *'endless trailers'() {
    yield bytes(`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n`);
    for (;;) yield bytes('X-Trailer: value\r\n');
  },
  *'both lengths'() {
    yield bytes(`${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`);
  },
  *'two lengths'() {
    yield bytes(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok`);
  },
  *'huge length'() {
    yield bytes(`${OK}Content-Length: 999999999999999\r\n\r\n`);
    for (let i = 0; i < 50; i += 1) yield BLOCK;
    yield 'end';
  },
  *'wrong chunks'(random) {
    yield bytes(
      `${OK}Transfer-Encoding: chunked\r\n\r\n${attack(random, ['2\r\nok\r\n0\r\n\r\n'], HTTP_WORDS)}`,
    );
    yield random.pick(['end', 'reset', 'hang']);
  },
  *drip(random) {
    for (const one of random.pick(RESPONSES)) {
      yield bytes(one);
      yield random.int(100);
    }
    yield 'end';
  },
  *'random bytes'(random) {
    yield bytes(random.bytes(random.size(20_000)));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'mutated answer'(random) {
    yield bytes(attack(random, RESPONSES, HTTP_WORDS));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'more than asked'() {
    for (let i = 0; i < 200; i += 1) yield MESSAGE;
    yield 'end';
  },
  *'only line ends'() {
    for (;;) {
      yield bytes('\r\n');
      yield 20;
    }
  },
  *'tunnel of noise'(random) {
    yield bytes(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    for (let i = 0; i < 100; i += 1) yield bytes(random.bytes(1000));
    yield random.pick(['end', 'reset', 'hang']);
  },
  *'reset at once'() {
    yield 'reset';
  },
  *'end at once'() {
    yield 'end';
  },
  *'reset inside'() {
    yield bytes(`${OK}Content-Length: 100000\r\n\r\npart`);
    yield 20;
    yield 'reset';
  },
  *silence() {
    yield 'hang';
  },
};
