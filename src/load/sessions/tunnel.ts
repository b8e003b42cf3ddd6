import { matchesPattern, patternPiece } from '../http1/pattern.js';
import {
  RETRY_PAUSE_MS,
  type Session,
  type SessionHost,
  type SpecOf,
  type Tunnel,
} from '../session.js';

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: tidegate-echo\r\n';

/** HTTP Upgrade to an echo, then a message at a fixed interval until one side ends it. */
export function tunnelSession(spec: SpecOf<'tunnel'>): Session {
  const tunnel = new EchoTunnel(spec);
  const upgrade = (client: SessionHost): void =>
    client.request({ method: 'GET', path: '/tunnel', fields: UPGRADE });
  return {
    settledBy: 'head',
    asksLast: false,
    tunnel,
    opened: upgrade,
    // A whole answer means that the upgrade was refused.
    answered: (client) => client.wakeAt(client.now() + RETRY_PAUSE_MS),
    due: (client, nowMs) => (client.upgraded ? tunnel.send(client, nowMs) : upgrade(client)),
  };
}

/** Both directions carry the pattern, each from its own byte 0 on; the echo is verified byte by byte. */
class EchoTunnel implements Tunnel {
  lastSentMs: number | null = null;
  waitingSinceMs: number | null = null;
  echoedBytes = 0;
  readonly #spec: SpecOf<'tunnel'>;
  #sentBytes = 0;
  #stopped = false;

  constructor(spec: SpecOf<'tunnel'>) {
    this.#spec = spec;
  }

  get unansweredBytes(): number {
    return this.#sentBytes - this.echoedBytes;
  }

  opened(client: SessionHost, nowMs: number): void {
    this.send(client, nowMs);
  }

  /** Sends one message, unless the kernel has not yet taken the last one. */
  send(client: SessionHost, nowMs: number): void {
    if (this.#stopped) return;
    client.wakeAt(nowMs + this.#spec.everyMs);
    if (client.connection.pendingBytes > 0) return;
    for (let left = this.#spec.messageBytes; left > 0; ) {
      const piece = patternPiece(this.#sentBytes, left);
      client.connection.write(piece);
      this.#sentBytes += piece.length;
      left -= piece.length;
    }
    this.lastSentMs = nowMs;
    this.waitingSinceMs ??= nowMs;
  }

  received(bytes: Buffer, start: number, end: number, nowMs: number): boolean {
    const known = end - start <= this.unansweredBytes;
    const right = known && matchesPattern(bytes, start, end, this.echoedBytes);
    if (right) this.echoedBytes += end - start;
    this.waitingSinceMs = this.unansweredBytes > 0 ? nowMs : null;
    return right;
  }

  stop(): void {
    this.#stopped = true;
  }
}
