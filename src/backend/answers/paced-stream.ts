import { monotonicMs } from '../../lib/clock.js';
import type { Answering, Ask, Client } from '../ask.js';
import type { Paced, Pacer } from './pacer.js';
import { piece } from './pattern.js';

export interface StreamShape {
  readonly ms: number;
  readonly everyMs: number;
  /** At most PIECE_BYTES. */
  readonly chunkBytes: number;
}

/** `/stream`: chunks at a fixed interval for a given time, then the last chunk. */
export class PacedStream implements Answering, Paced {
  private readonly client: Client;
  private readonly pacer: Pacer;
  private readonly shape: StreamShape;
  /** HTTP/1.0 has no chunks; FIN ends the body. */
  private readonly chunked: boolean;
  private readonly startedMs = monotonicMs();
  private chunks = 0;
  private blocked = false;
  private over = false;

  constructor(ask: Ask, shape: StreamShape) {
    this.client = ask.client;
    this.pacer = ask.tools.pacer;
    this.shape = shape;
    this.chunked = ask.head.minorVersion === 1;
    if (!this.chunked) this.client.closing = true;
    const framing = this.chunked ? 'Transfer-Encoding: chunked\r\n' : '';
    const fields = `Content-Type: application/octet-stream\r\n${framing}`;
    this.client.socket.writeText(ask.tools.responder.head(ask.head, ask.client.closing, fields));
    if (ask.head.method === 'HEAD') this.finish();
    else this.onDue(this.startedMs);
  }

  onDue(nowMs: number): void {
    if (this.over || this.blocked) return;
    const { ms, chunkBytes } = this.shape;
    const { socket } = this.client;
    if (nowMs - this.startedMs >= ms) {
      if (this.chunked) socket.writeText('0\r\n\r\n');
      this.finish();
      return;
    }
    const chunk = piece(this.chunks * chunkBytes, chunkBytes);
    this.chunks++;
    this.send(chunk);
    this.blocked = socket.blocked;
    if (!this.blocked) this.scheduleNext();
  }

  onDrain(): void {
    if (!this.blocked) return;
    this.blocked = false;
    this.scheduleNext();
  }

  gone(): void {
    this.over = true;
  }

  private send(chunk: Buffer): void {
    const { socket } = this.client;
    if (!this.chunked) {
      socket.write(chunk);
      return;
    }
    socket.writeText(`${chunk.length.toString(16)}\r\n`, chunk);
    socket.writeText('\r\n');
  }

  /** Counted from the start and not from the last chunk, so that delays do not add up. */
  private scheduleNext(): void {
    const { ms, everyMs } = this.shape;
    this.pacer.schedule(this, this.startedMs + Math.min(ms, this.chunks * everyMs));
  }

  private finish(): void {
    this.over = true;
    this.client.finish();
  }
}
