import { answer } from '../proxy/http/answer.js';
import type { Exchange } from '../proxy/http/exchange.js';
import type { Ask } from './backend-answer.js';
import { isPattern } from './pattern.js';

/** `/upload`: reads a body of either framing, checks it, and says how long it was. */
export class Upload implements Exchange {
  readonly #ask: Ask;
  #received = 0;
  #intact = true;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  onBodyPiece(bytes: Buffer, start: number, end: number): void {
    this.#intact &&= isPattern(bytes, start, end, this.#received);
    this.#received += end - start;
  }

  onBodyEnd(): void {
    const { session, request, marks, ended } = this.#ask;
    const said = this.#intact
      ? `received ${this.#received} bytes`
      : `the body of ${this.#received} bytes is not the pattern`;
    ended('complete');
    answer(session, request, {
      status: this.#intact ? 200 : 422,
      type: 'text/plain',
      body: `${said}\r\n`,
      fields: `${marks}X-Tidegate-Received: ${this.#received}\r\n`,
    });
  }

  onClientDrain(): void {}

  onClientGone(): void {
    this.#ask.ended('cut');
  }
}
