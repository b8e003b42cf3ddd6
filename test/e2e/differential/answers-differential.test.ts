import { createServer } from 'node:net';
import { ask, compareWithNginx, type DifferentialCase } from '../../proxy/support/differential.js';
import { listening } from '../../proxy/support/listening.js';
import { loopback } from '../../support/loopback.js';

/** Slightly wrong answers of a server, in both proxies. */
const front = { address: loopback(1), port: 8000 };
const origin = loopback(2);

const chunked = (body: string): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const ok = (line: string, ...fields: readonly string[]): string =>
  `${[line, ...fields, 'Content-Length: 2'].join('\r\n')}\r\n\r\nok`;

interface Row {
  readonly wire: string;
  readonly onPurpose?: DifferentialCase['onPurpose'];
}

const badGateway = (why: string): DifferentialCase['onPurpose'] => ({
  why,
  does: [{ responses: [{ statusLine: 'HTTP/1.1 502 Bad Gateway' }, {}] }],
});

const ROWS: Readonly<Record<string, Row>> = {
  'zeros in front of a length': {
    wire: ok('HTTP/1.1 200 OK').replace('2\r', '0000000000000000002\r'),
  },
  'bytes past ASCII in a reason': { wire: ok('HTTP/1.1 200 \xe9\xa0') },
  'spaces at the end of a reason': { wire: ok('HTTP/1.1 200 OK  ') },
  'an empty reason': { wire: ok('HTTP/1.1 200 ') },
  'no reason': { wire: ok('HTTP/1.1 200') },
  'long trailers': { wire: chunked(`2\r\nok\r\n0\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`) },
  'zeros in front of a size': { wire: chunked(`${'0'.repeat(20)}2\r\nok\r\n00000\r\n\r\n`) },
  'an extension': { wire: chunked('2;a=b\r\nok\r\n0\r\n\r\n') },
  'a space behind a size': {
    wire: chunked('2 \r\nok\r\n0\r\n\r\n'),
    onPurpose: {
      why: 'chunks go on as they stand, and readers disagree on such ones',
      does: [{ responses: [], end: 'fin' }],
    },
  },
  'an empty line before it': {
    wire: `\r\n${ok('HTTP/1.1 200 OK')}`,
    onPurpose: badGateway('nginx takes it for HTTP/0.9'),
  },
  'a field line without a colon': {
    wire: ok('HTTP/1.1 200 OK', 'nonsense'),
    onPurpose: badGateway('RFC 9112 5 forbids it'),
  },
  'an interim answer before it': {
    wire: `HTTP/1.1 100 Continue\r\n\r\n${ok('HTTP/1.1 200 OK')}`,
    onPurpose: {
      why: 'nginx takes the interim answer for the answer',
      does: [{ responses: [{ statusLine: 'HTTP/1.1 200 OK', body: 'ok' }, {}] }],
    },
  },
};

const NAMES = Object.keys(ROWS);

compareWithNginx({
  title: 'an answer with',
  front,
  config: `worker_processes 1; events { worker_connections 200; } http {
    server {
      listen ${front.address}:${front.port};
      location /probe { return 200; }
      location / { proxy_http_version 1.1; proxy_pass http://${origin}:8080; }
    }
  }`,
  origins: async () => {
    const answering = createServer((socket) => {
      socket.once('data', (data) => {
        const row = ROWS[NAMES[Number(/\d+/.exec(data.toString())?.[0])] ?? ''];
        socket.end(row?.wire ?? '', 'latin1');
      });
    });
    return [await listening(answering, origin, 8080)];
  },
  cases: NAMES.map((name, at) => ({
    name,
    connections: [ask(`GET /${at}`)],
    ...(ROWS[name]?.onPurpose && { onPurpose: ROWS[name].onPurpose }),
  })),
});
