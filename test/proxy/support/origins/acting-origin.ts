import { createServer, type Socket } from 'node:net';
import { type Listening, listening } from '../listening.js';

/** What an origin does with a complete request. */
export interface Act {
  /** Sent unchanged, latin1. */
  readonly wire?: string;
  /** Default: the connection stays open. */
  readonly ends?: 'fin' | 'rst';
}

export interface AskedOrigin {
  /** Head without its empty line. */
  readonly head: string;
  readonly path: string;
  readonly body: string;
  /** Number of the request on its connection, from 1 on. */
  readonly nth: number;
}

/** A server that reads requests (with or without a Content-Length) and answers as the test says. */
export async function actingOrigin(
  address: string,
  port: number,
  act: (asked: AskedOrigin) => Act,
): Promise<Listening> {
  return listening(
    createServer((socket) => serve(socket, act)),
    address,
    port,
  );
}

/** `200 OK` with a length, and further field lines. */
export function okay(body: string, ...fields: readonly string[]): string {
  return answerOf('200 OK', body, ...fields);
}

export function answerOf(status: string, body: string, ...fields: readonly string[]): string {
  const head = [`HTTP/1.1 ${status}`, ...fields, `Content-Length: ${body.length}`].join('\r\n');
  return `${head}\r\n\r\n${body}`;
}

function serve(socket: Socket, act: (asked: AskedOrigin) => Act): void {
  let text = '';
  let nth = 0;
  socket.on('data', (data) => {
    text += data.toString('latin1');
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      const head = text.slice(0, Math.max(0, end));
      const length = end + 4 + Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      if (end < 0 || text.length < length) return;
      const body = text.slice(end + 4, length);
      text = text.slice(length);
      nth++;
      const { wire = '', ends } = act({ head, path: head.split(' ')[1] ?? '', body, nth });
      if (ends === 'rst') socket.resetAndDestroy();
      else if (wire !== '') socket.write(wire, 'latin1');
      if (ends === 'fin') socket.end();
    }
  });
}
