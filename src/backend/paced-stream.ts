import { monotonicMs } from '../lib/clock.js';
import type { Exchange } from '../proxy/http/exchange.js';
import { type Ask, prepareHead } from './backend-answer.js';
import type { Paced, Pacer } from './pacer.js';
import { piece } from './pattern.js';

const LAST_CHUNK = Buffer.from('0\r\n\r\n', 'latin1');

export interface StreamShape {
  readonly ms: number;
  readonly everyMs: number;
  /** At most PIECE_BYTES. */
  readonly chunkBytes: number;
}

/** `/stream`: a chunk every so often for so long, then the last chunk. */
export class PacedStream implements Exchange, Paced {
  readonly #ask: Ask;
  readonly #pacer: Pacer;
  readonly #shape: StreamShape;
  readonly #startedMs = monotonicMs();
  #chunks = 0;
  #blocked = false;
  #over = false;

  constructor(ask: Ask, pacer: Pacer, shape: StreamShape) {
    this.#ask = ask;
    this.#pacer = pacer;
    this.#shape = shape;
    prepareHead(ask, 'Transfer-Encoding: chunked\r\n');
    this.onDue(this.#startedMs);
  }

  onDue(nowMs: number): void {
    if (this.#over || this.#blocked) return;
    const { ms, everyMs, chunkBytes } = this.#shape;
    const { session } = this.#ask;
    if (nowMs - this.#startedMs >= ms) {
      this.#over = true;
      session.out.send(LAST_CHUNK);
      this.#ask.ended('complete');
      session.finish();
      return;
    }
    const chunk = piece(this.#chunks * chunkBytes, chunkBytes);
    this.#chunks++;
    if (!session.out.sendChunk(chunk, 0, chunk.length)) this.#blocked = true;
    // Against the start, not the last chunk, so that delays do not add up.
    const dueMs = this.#startedMs + Math.min(ms, this.#chunks * everyMs);
    if (!this.#blocked) this.#pacer.schedule(this, dueMs);
  }

  onBodyPiece(): void {}

  onBodyEnd(): void {}

  onClientDrain(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    const { ms, everyMs } = this.#shape;
    this.#pacer.schedule(this, this.#startedMs + Math.min(ms, this.#chunks * everyMs));
  }

  onClientGone(): void {
    this.#over = true;
    this.#ask.ended('cut');
  }
}
