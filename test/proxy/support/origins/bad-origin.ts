import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listening } from '../listening.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

/** What an upstream server may do with a request, right or wrong. */
const BEHAVIOURS: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.write(OK),
  (socket) => socket.end(OK),
  (socket) => socket.write(`${CHUNKED}2\r\nok\r\n0\r\n\r\n`),
  (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nuntil close'),
  (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello'),
  (socket) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${OK}`),
  (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(500)),
  (socket) => socket.write(`${OK}and more than was announced${OK}`),
  (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Huge: ${'x'.repeat(100_000)}\r\n\r\n`),
  (socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`),
  (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
  (socket) => socket.end(`${CHUNKED}ffff\r\nshort`),
  (socket) => socket.write(`${CHUNKED}-1\r\n\r\n`),
  (socket) => socket.end('HTTP/1.1 200 OK\r\nConte'),
  (socket) => socket.end('no HTTP at all\r\n\r\n'),
  (socket) => socket.end(),
  (socket) => socket.resetAndDestroy(),
  (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () =>
      socket.resetAndDestroy(),
    );
  },
  // Neither an answer nor an end.
  () => undefined,
];

export interface BadOrigin {
  readonly port: number;
  /** How often it has received something. */
  reached(): number;
  /** From now on it answers every request correctly. */
  reform(): void;
}

/** An upstream server that does something different each time it receives something. */
export async function badOrigin(address: string, random: () => number): Promise<BadOrigin> {
  let good = false;
  let reached = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('end', () => random() < 0.8 && socket.end());
    socket.on('data', () => {
      reached++;
      const behaviour = good ? 0 : Math.floor(random() * BEHAVIOURS.length);
      if (socket.writable) BEHAVIOURS[behaviour]?.(socket);
    });
  });
  const { port, close } = await listening(server, address);
  onTestFinished(close);
  return {
    port,
    reached: () => reached,
    reform: () => {
      good = true;
    },
  };
}
