import type { Connection } from '../../net/loop.js';
import { BodyReader } from '../http/bodies/body-reader.js';
import type { PieceReceiver } from '../http/bodies/chunked-decoder.js';
import { responseFraming } from '../http/bodies/framing.js';
import { Gatherer } from '../http/heads/gatherer.js';
import { HeadReader, MAX_HEAD_BYTES } from '../http/heads/head-reader.js';
import { parseResponseHead, type ResponseHead } from '../http/heads/response-head.js';
import { BODY_WINDOW_BYTES, type Matcher } from './match.js';
import { OneConnection, type ProbeTask } from './one-connection.js';

export interface ProbeOptions extends ProbeTask {
  readonly uri: string;
  /** Value of the Host field: the upstream's name, as in NGINX Plus. */
  readonly host: string;
  readonly matches: Matcher;
}

/** One health check: one connection, one request, one verdict. */
export class Probe extends OneConnection implements PieceReceiver {
  readonly #options: ProbeOptions;
  readonly #reader = new HeadReader();
  #head: ResponseHead | null = null;
  #body: BodyReader | null = null;
  readonly #seen = new Gatherer();

  constructor(options: ProbeOptions) {
    super(options);
    this.#options = options;
  }

  onOpen(connection: Connection): void {
    const { uri, host } = this.#options;
    const head = `GET ${uri} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    connection.write(Buffer.from(head, 'latin1'));
  }

  onData(_connection: Connection, bytes: Buffer, length: number): void {
    if (this.done) return;
    let at = 0;
    if (this.#body === null) {
      at = this.#reader.read(bytes, 0, length);
      if (at < 0) {
        if (this.#reader.size > MAX_HEAD_BYTES) this.conclude(false);
        return;
      }
      if (!this.#readHead()) return;
    }
    const after = this.#body?.read(bytes, at, length, false, this) ?? -1;
    if (after < 0) this.conclude(false);
    else if (this.#body?.done || this.#seen.length >= BODY_WINDOW_BYTES) this.#judge();
  }

  override onEnd(): void {
    if (this.#body?.kind === 'until-close') this.#judge();
    else this.conclude(false);
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    const room = BODY_WINDOW_BYTES - this.#seen.length;
    this.#seen.add(bytes, start, Math.min(end, start + room));
  }

  #readHead(): boolean {
    const head = parseResponseHead(this.#reader);
    const framing = head === null ? null : responseFraming(head.headers, head.status, 'GET');
    if (head === null || framing === null || head.status < 200) {
      this.conclude(false);
      return false;
    }
    this.#head = head;
    this.#body = new BodyReader(framing);
    return true;
  }

  #judge(): void {
    const text = this.#seen.bytes.toString('latin1');
    this.conclude(this.#head !== null && this.#options.matches(this.#head, text));
  }
}
