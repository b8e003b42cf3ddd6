import { monotonicMs } from '../lib/clock.js';
import type { Exchange } from '../proxy/http/exchange.js';
import { type Ask, prepareHead } from './backend-answer.js';
import type { Paced, Pacer } from './pacer.js';
import { piece } from './pattern.js';

/** Time between two pieces of a body. */
const STEP_MS = 250;

/** `/respond`: Content-Length, the head at once, the body spread evenly over `ms`. */
export class PacedResponse implements Exchange, Paced {
  readonly #ask: Ask;
  readonly #pacer: Pacer;
  readonly #bytes: number;
  readonly #ms: number;
  readonly #startedMs = monotonicMs();
  #sent = 0;
  #blocked = false;
  #over = false;

  constructor(ask: Ask, pacer: Pacer, bytes: number, ms: number) {
    this.#ask = ask;
    this.#pacer = pacer;
    this.#bytes = ask.request.method === 'HEAD' ? 0 : bytes;
    this.#ms = ms;
    prepareHead(ask, `Content-Length: ${bytes}\r\n`);
    ask.session.out.flush();
    this.onDue(this.#startedMs);
  }

  onDue(nowMs: number): void {
    if (this.#over || this.#blocked) return;
    const elapsedMs = nowMs - this.#startedMs;
    const done = this.#ms === 0 || elapsedMs >= this.#ms;
    const due = done ? this.#bytes : Math.floor((this.#bytes * elapsedMs) / this.#ms);
    while (this.#sent < due) {
      const next = piece(this.#sent, due - this.#sent);
      this.#sent += next.length;
      if (this.#ask.session.out.send(next)) continue;
      this.#blocked = true;
      if (this.#sent < this.#bytes) return;
    }
    if (done) this.#finish();
    else {
      const nextMs = Math.min(nowMs + STEP_MS, this.#startedMs + this.#ms);
      this.#pacer.schedule(this, nextMs);
    }
  }

  onBodyPiece(): void {}

  onBodyEnd(): void {}

  onClientDrain(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.onDue(monotonicMs());
  }

  onClientGone(): void {
    this.#over = true;
    this.#ask.ended('cut');
  }

  #finish(): void {
    this.#over = true;
    this.#ask.ended('complete');
    this.#ask.session.finish();
  }
}
