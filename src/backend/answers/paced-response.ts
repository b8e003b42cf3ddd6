import { monotonicMs } from '../../lib/clock.js';
import type { Answering, Ask, Client } from '../ask.js';
import type { Paced, Pacer } from './pacer.js';
import { piece } from './pattern.js';

/** Time between two pieces of a body. */
const STEP_MS = 250;

/** `/respond`: Content-Length, the head at once, the body spread evenly over `ms`. */
export class PacedResponse implements Answering, Paced {
  private readonly client: Client;
  private readonly pacer: Pacer;
  private readonly bytes: number;
  private readonly ms: number;
  private readonly startedMs = monotonicMs();
  private sent = 0;
  private blocked = false;
  private over = false;

  constructor(ask: Ask, bytes: number, ms: number) {
    this.client = ask.client;
    this.pacer = ask.tools.pacer;
    this.bytes = ask.head.method === 'HEAD' ? 0 : bytes;
    this.ms = ms;
    const fields = `Content-Type: application/octet-stream\r\nContent-Length: ${bytes}\r\n`;
    this.client.socket.writeText(ask.tools.responder.head(ask.head, ask.client.closing, fields));
    this.onDue(this.startedMs);
  }

  onDue(nowMs: number): void {
    if (this.over || this.blocked) return;
    const elapsedMs = nowMs - this.startedMs;
    const done = this.ms === 0 || elapsedMs >= this.ms;
    const due = done ? this.bytes : Math.floor((this.bytes * elapsedMs) / this.ms);
    while (this.sent < due) {
      const next = piece(this.sent, due - this.sent);
      this.sent += next.length;
      if (this.client.socket.write(next)) continue;
      this.blocked = true;
      if (this.sent < this.bytes) return;
    }
    if (done) {
      this.over = true;
      this.client.finish();
    } else {
      this.pacer.schedule(this, Math.min(nowMs + STEP_MS, this.startedMs + this.ms));
    }
  }

  onDrain(): void {
    if (!this.blocked) return;
    this.blocked = false;
    this.onDue(monotonicMs());
  }

  gone(): void {
    this.over = true;
  }
}
