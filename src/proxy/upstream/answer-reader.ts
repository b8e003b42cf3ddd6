import { HeadReader } from '../http/head-reader.js';
import { parseResponseHead, type ResponseHead } from '../http/response-head.js';

/** Interim (1xx) answers that one request may get; honest servers send one or two. */
const MAX_INTERIM = 32;

/** Reads what an upstream answers up to the end of its final head. */
export class AnswerReader extends HeadReader {
  /** Index just past the final head, in the bytes that ended it. */
  readUpTo = 0;
  #interim = 0;

  /**
   * Reads on in `bytes[0..length)`.
   * @param most bytes that a head may have.
   * @returns `more` = it goes on in bytes to come; `bad` = it is no HTTP, or too much of it.
   */
  readAnswer(bytes: Buffer, length: number, most: number): ResponseHead | 'more' | 'bad' {
    let at = 0;
    while (at < length) {
      at = this.read(bytes, at, length);
      if (at < 0) return this.size >= most ? 'bad' : 'more';
      if (this.text.length > most) return 'bad';
      const head = parseResponseHead(this);
      if (head === null) return 'bad';
      if (head.status >= 200 || head.status === 101) {
        this.readUpTo = at;
        return head;
      }
      // They mean nothing here: the client has had its own 100 Continue.
      if (++this.#interim > MAX_INTERIM) return 'bad';
    }
    return 'more';
  }

  /** Another server answers, from the start. */
  restart(): void {
    this.reset();
    this.#interim = 0;
  }
}
