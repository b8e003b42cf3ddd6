import { patternPiece } from '../http1/pattern.js';
import type { ResponseHead } from '../http1/response-head.js';
import { nextAfter, type Session, type SessionHost, type SpecOf } from '../session.js';

/** A piece of the body is sent this often. */
const STEP_MS = 250;

/**
 * Request bodies that are spread over their time, one after the other. The server must have
 * received as much as was sent. An early answer does not stop the body, because its length is
 * promised.
 */
export class UploadSession implements Session {
  readonly settledBy = 'sent';
  readonly asksLast = false;
  readonly #spec: SpecOf<'upload'>;
  #sent = 0;
  #beganMs = 0;
  #lastsMs = 0;
  #answer: ResponseHead | null = null;

  constructor(spec: SpecOf<'upload'>) {
    this.#spec = spec;
  }

  opened(client: SessionHost): void {
    this.#begin(client);
  }

  answered(client: SessionHost, head: ResponseHead): void {
    this.#answer = head;
    if (this.#sent === this.#spec.bodyBytes) nextAfter(client, head, (c) => this.#begin(c));
  }

  due(client: SessionHost, nowMs: number): void {
    if (this.#sent < this.#spec.bodyBytes) this.#sendDue(client, nowMs);
    else this.#begin(client);
  }

  #begin(client: SessionHost): void {
    const { bodyBytes, lastsMs } = this.#spec;
    this.#sent = 0;
    this.#answer = null;
    this.#beganMs = client.now();
    this.#lastsMs = client.draw(lastsMs);
    client.request({
      method: 'POST',
      path: '/upload',
      lastsMs: this.#lastsMs,
      fields: `Content-Length: ${bodyBytes}\r\n`,
      accept: ({ status, headers }) =>
        status !== 200 || headers.get('x-tidegate-received') === String(bodyBytes),
    });
    this.#sendDue(client, this.#beganMs);
  }

  /** Sends what is due by now, unless the kernel has not yet taken earlier bytes. */
  #sendDue(client: SessionHost, nowMs: number): void {
    const { bodyBytes } = this.#spec;
    const { connection } = client;
    const share = Math.min(1, (nowMs - this.#beganMs) / Math.max(1, this.#lastsMs));
    const dueBytes = Math.floor(bodyBytes * share);
    while (this.#sent < dueBytes && connection.pendingBytes === 0) {
      const piece = patternPiece(this.#sent, dueBytes - this.#sent);
      connection.write(piece);
      this.#sent += piece.length;
    }
    if (this.#sent < bodyBytes) client.wakeAt(nowMs + STEP_MS);
    else if (this.#answer) nextAfter(client, this.#answer, (c) => this.#begin(c));
  }
}
