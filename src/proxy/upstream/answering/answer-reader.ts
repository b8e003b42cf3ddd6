import { HeadReader } from '../../http/heads/head-reader.js';
import { parseResponseHead, type ResponseHead } from '../../http/heads/response-head.js';

/** What every answer begins with. */
const START = Buffer.from('HTTP/1.', 'latin1');

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
      if (this.size < START.length && !this.#beginsWell(bytes, at, length)) return 'bad';
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

  /**
   * Whether an answer's first bytes, with those in `bytes[at..length)`, are those of HTTP. What is
   * none is known at its first wrong byte, as in nginx: its end might never come.
   */
  #beginsWell(bytes: Buffer, at: number, length: number): boolean {
    const end = Math.min(length, at + START.length - this.size);
    for (let place = this.size, next = at; next < end; place++, next++) {
      if (bytes[next] !== START[place]) return false;
    }
    return true;
  }

  /** Another server answers, from the start. */
  restart(): void {
    this.reset();
    this.#interim = 0;
  }
}
