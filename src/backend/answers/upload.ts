import type { ContentTaker } from '../http/body-reader.js';
import { isPattern } from './pattern.js';
import type { Answer } from './responder.js';

/** `/upload`: checks a body of either framing, and answers with its length. */
export class Upload implements ContentTaker {
  #received = 0;
  #intact = true;

  /** Available once the body is complete. */
  get answer(): Answer {
    return {
      status: this.#intact ? 200 : 422,
      body: this.#intact
        ? `received ${this.#received} bytes\r\n`
        : `the body of ${this.#received} bytes is not the pattern\r\n`,
      fields: `X-Tidegate-Received: ${this.#received}\r\n`,
    };
  }

  take(bytes: Buffer, start: number, end: number): void {
    this.#intact &&= isPattern(bytes, start, end, this.#received);
    this.#received += end - start;
  }
}
