import { createServer, type Socket } from 'node:net';
import { type Listening, listening } from '../listening.js';

/**
 * An origin whose body is the request that it received, head and body unchanged, unless the path is
 * one of the answers below, which are sent unchanged.
 */
const CANNED: Readonly<Record<string, { readonly wire: string; readonly close: boolean }>> = {
  '/chunked': { wire: chunked('hello', ' world'), close: false },
  '/until-close': {
    wire: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end',
    close: true,
  },
  '/http10': { wire: 'HTTP/1.0 200 Fine\r\nContent-Length: 2\r\n\r\nok', close: true },
  '/no-content': { wire: 'HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n', close: false },
  '/not-modified': { wire: 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n', close: false },
  '/error': { wire: 'HTTP/1.1 500 Oh No\r\nContent-Length: 4\r\n\r\noops', close: false },
  '/redirect': {
    wire: 'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n',
    close: false,
  },
  '/fields': {
    wire:
      'HTTP/1.1 200 OK\r\nServer: origin\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nX-Pad: p\r\n' +
      'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Under_Score: u\r\nKeep-Alive: timeout=5\r\n' +
      'Connection: keep-alive\r\nContent-Length: 2\r\n\r\nok',
    close: false,
  },
  '/challenge': {
    wire: 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
    close: false,
  },
  '/closes': {
    wire: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    close: true,
  },
  '/interim': {
    wire: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    close: false,
  },
  '/silent': { wire: '', close: true },
  '/cut-head': { wire: 'HTTP/1.1 200 OK\r\nContent-', close: true },
  '/cut-length': { wire: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', close: true },
  '/cut-chunk': {
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo',
    close: true,
  },
  '/nonsense': { wire: 'this is no HTTP\r\n\r\n', close: true },
  '/bad-header': {
    wire: 'HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 0\r\n\r\n',
    close: true,
  },
};

function chunked(...pieces: readonly string[]): string {
  const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('');
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}

export type Origin = Listening;

export function startOrigin(address: string, port: number): Promise<Origin> {
  return listening(createServer(serve), address, port);
}

function serve(socket: Socket): void {
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (;;) {
      const taken = takeRequest(text);
      if (taken === null) return;
      text = text.slice(taken.length);
      respond(socket, taken.head, taken.body);
    }
  });
}

function takeRequest(text: string): { head: string; body: string; length: number } | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = text.slice(0, end);
  const start = end + 4;
  if (/^transfer-encoding: chunked$/im.test(head)) {
    const last = text.indexOf('0\r\n\r\n', start);
    return last < 0 ? null : { head, body: text.slice(start, last + 5), length: last + 5 };
  }
  const size = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
  if (text.length < start + size) return null;
  return { head, body: text.slice(start, start + size), length: start + size };
}

function respond(socket: Socket, head: string, body: string): void {
  const [line = '', ...fields] = head.split('\r\n');
  const path = line.split(' ')[1]?.split('?')[0] ?? '';
  const canned = CANNED[path];
  if (canned !== undefined) {
    socket.write(canned.wire, 'latin1');
    if (canned.close) socket.end();
    return;
  }
  // The order of fields does not matter; the case of their names is kept.
  const said = [line, ...fields.sort(), '', body].join('\n');
  const type = 'Content-Type: text/plain\r\nX-Origin: yes\r\n';
  const bytes = line.startsWith('HEAD') ? '' : said;
  socket.write(
    `HTTP/1.1 200 OK\r\n${type}Content-Length: ${said.length}\r\n\r\n${bytes}`,
    'latin1',
  );
}
