import { connect } from 'node:net';

/** What one tunnel did, seen from its client. */
export interface EchoSeen {
  readonly status: string;
  readonly sent: number;
  readonly echoed: number;
  readonly end: 'fin' | 'rst' | 'open';
  /** Since it was opened; null while it is open. */
  readonly endedAfterMs: number | null;
}

const EVERY_MS = 50;
const UPGRADE = (host: string): string =>
  `GET /tunnel HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: tidegate-echo\r\n\r\n`;

/** Opens a tunnel and sends a byte every 50 ms; `stop` returns what happened. */
export function watchEcho(url: string): { stop(): EchoSeen } {
  const { hostname, port, host } = new URL(url);
  const beganMs = performance.now();
  let text = '';
  let sent = 0;
  let end: EchoSeen['end'] = 'open';
  let endedAfterMs: number | null = null;
  const ended = (how: EchoSeen['end']): void => {
    if (end !== 'open') return;
    end = how;
    endedAfterMs = performance.now() - beganMs;
    clearInterval(timer);
  };
  const socket = connect(Number(port), hostname, () => socket.write(UPGRADE(host)));
  socket.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
  });
  socket.once('end', () => ended('fin'));
  socket.once('error', () => ended('rst'));
  const timer = setInterval(() => {
    if (text.includes('\r\n\r\n') && socket.writable) {
      socket.write('a');
      sent++;
    }
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      socket.destroy();
      const [head = '', body = ''] = text.split('\r\n\r\n');
      return { status: head.slice(9, 12), sent, echoed: body.length, end, endedAfterMs };
    },
  };
}
