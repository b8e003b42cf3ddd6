import { HeadReader } from '../../http/heads/head-reader.js';
import { parseResponseHead, type ResponseHead } from '../../http/heads/response-head.js';

/** Every answer begins with this. */
const START = Buffer.from('HTTP/1.', 'latin1');

/** Most interim (1xx) answers to one request; real servers send one or two. */
const MAX_INTERIM = 32;

/** Reads the answer of an upstream up to the end of its final head. */
export class AnswerReader extends HeadReader {
  /** Index after the final head, in the bytes that completed it. */
  readUpTo = 0;
  #interim = 0;

  /**
   * Continues in `bytes[0..length)`.
   * @param most size limit of a head
   * @returns `more` = the head continues in later bytes; `bad` = it is no HTTP, or too large
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
      // Interim answers are dropped, because the client has had its own 100 Continue.
      if (++this.#interim > MAX_INTERIM) return 'bad';
    }
    return 'more';
  }

  /**
   * Whether an answer's first bytes, with those in `bytes[at..length)`, are HTTP. A wrong one is
   * recognised at its first wrong byte, as in nginx, because its end might never come.
   */
  #beginsWell(bytes: Buffer, at: number, length: number): boolean {
    const end = Math.min(length, at + START.length - this.size);
    for (let place = this.size, next = at; next < end; place++, next++) {
      if (bytes[next] !== START[place]) return false;
    }
    return true;
  }

  /** Another server answers, from the beginning. */
  restart(): void {
    this.reset();
    this.#interim = 0;
  }
}
