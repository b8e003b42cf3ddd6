import type { Connection } from '../../../net/loop.js';
import { writeChunk } from '../../http/bodies/chunk.js';
import { Gatherer } from '../../http/heads/gatherer.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { ProxyPlan } from '../plan/proxy-plan.js';
import type { RequestBodyField } from './compose-request.js';

/** Most bytes that are collected of a body before it is passed on. */
const GATHER_BYTES = 1024 * 1024;

/**
 * Most bytes that are kept of a body whose length is unknown until it is complete, if no other
 * limit is set.
 */
const UNSAYABLE_BYTES = 64 * 1024 * 1024;

const LAST_CHUNK = Buffer.from('0\r\n\r\n', 'latin1');

/**
 * A request's body on its way to the upstream. With request buffering it is collected first, so
 * that it can be sent again to another server. Bodies above 1 MB, and all bodies without buffering,
 * are passed on as they arrive. A body that is not passed on, or is replaced, is only read. Each
 * body belongs to one exchange; the exchange of an error page takes over what has been received.
 */
export class RequestBody {
  readonly #request: HttpRequest;
  readonly #plan: ProxyPlan;
  /** `Content-Length: 0`: there is no body, and the upstream is told so. */
  readonly #saysZero: boolean;
  /** HTTP/1.0 cannot state a length that is not yet known. */
  readonly #unsayable: boolean;
  readonly #maxBytes: number;
  /** The client's body is not passed on. */
  readonly #dropped: boolean;
  /** Sent instead, `proxy_set_body`. */
  #own: Buffer | null = null;
  #kept: Gatherer | null = null;
  #gathering: boolean;
  #complete: boolean;
  /** Some of it was passed on and not kept. */
  #passedOn = false;
  #received = 0;
  /** Where it goes, once the head has been sent. */
  #upstream: Connection | null = null;
  #field: RequestBodyField | null = null;
  /** Bytes sent to the current server, with the head. */
  sentBytes = 0;

  /**
   * @param maxBytes limit of the content; 0 = unlimited
   * @param before the body of an exchange that has ended
   */
  constructor(
    request: HttpRequest,
    plan: ProxyPlan,
    maxBytes: number,
    before: RequestBody | null = null,
  ) {
    const { framing, headers } = request;
    const { requestBuffering, passRequestBody, httpVersion } = plan.settings;
    this.#request = request;
    this.#plan = plan;
    this.#saysZero = framing.kind === 'none' && headers.get('content-length') !== undefined;
    this.#complete = framing.kind === 'none';
    this.#unsayable = framing.kind === 'chunked' && httpVersion === '1.0';
    const bound = this.#unsayable ? UNSAYABLE_BYTES : Number.POSITIVE_INFINITY;
    this.#maxBytes = maxBytes > 0 ? maxBytes : bound;
    this.#dropped = !passRequestBody || plan.body !== null;
    if (before !== null) this.#takeOver(before);
    this.#gathering = !this.#complete && (requestBuffering || this.#unsayable || this.#dropped);
  }

  #takeOver(before: RequestBody): void {
    this.#kept = before.#kept;
    this.#received = before.#received;
    this.#complete = before.#complete;
    this.#passedOn = before.#passedOn && !this.#dropped;
  }

  /** The upstream is to be contacted now. */
  get ready(): boolean {
    return !this.#gathering;
  }

  get receivedBytes(): number {
    return this.#received;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** The whole body is still here, to be sent again. */
  get resendable(): boolean {
    return !this.#passedOn;
  }

  /** How it is announced to the upstream, decided once for all servers that are tried. */
  get field(): RequestBodyField {
    this.#field ??= this.#settle();
    return this.#field;
  }

  #settle(): RequestBodyField {
    const { framing } = this.#request;
    if (this.#plan.body !== null) return this.#replace(this.#plan.body(this.#request));
    if (framing.kind === 'length') return framing;
    if (this.#saysZero) return { kind: 'length', bytes: 0 };
    if (framing.kind !== 'chunked') return { kind: 'none' };
    return this.#complete && (this.resendable || this.#dropped)
      ? { kind: 'length', bytes: this.#received }
      : { kind: 'chunked' };
  }

  #replace(text: string): RequestBodyField {
    this.#own = Buffer.from(text, 'latin1');
    return { kind: 'length', bytes: text.length };
  }

  /**
   * Takes a piece that has just arrived, and passes it on if the upstream is connected. `full` =
   * take no more for now; `too-long` = the request has to be refused.
   */
  take(bytes: Buffer, start: number, end: number): 'more' | 'full' | 'too-long' {
    this.#received += end - start;
    if (this.#received > this.#maxBytes) return 'too-long';
    if (this.#dropped) {
      this.#forgetKept();
      return 'more';
    }
    if (this.#upstream !== null) {
      this.#forgetKept();
      return this.#write(this.#upstream, bytes, start, end) ? 'more' : 'full';
    }
    this.#kept ??= new Gatherer();
    this.#kept.add(bytes, start, end);
    if (this.#kept.length > GATHER_BYTES && !this.#unsayable) this.#gathering = false;
    return this.#gathering ? 'more' : 'full';
  }

  /** All of it has arrived. */
  end(): void {
    if (this.#complete) return;
    this.#complete = true;
    this.#gathering = false;
    this.#sendLastChunk();
  }

  /**
   * Sends a head, composed for the body (`field`), and what is kept of the body; the rest follows
   * as it arrives. A complete body is kept for another try. False = wait for `onDrain`.
   */
  sendTo(connection: Connection, head: string): boolean {
    this.#upstream = connection;
    this.sentBytes = head.length;
    let flushed = connection.writeText(head);
    const bytes = this.#own ?? this.#kept?.bytes;
    if (bytes !== undefined && bytes.length > 0) {
      flushed = this.#write(connection, bytes, 0, bytes.length) && flushed;
    }
    if (this.#complete) this.#sendLastChunk();
    else this.#forgetKept();
    return flushed;
  }

  /** The upstream connection is closed or given away. */
  detach(): void {
    this.#upstream = null;
    this.sentBytes = 0;
  }

  #sendLastChunk(): void {
    if (this.#upstream === null || this.#field?.kind !== 'chunked') return;
    this.#upstream.write(LAST_CHUNK);
    this.sentBytes += LAST_CHUNK.length;
  }

  #forgetKept(): void {
    this.#passedOn = true;
    this.#kept = null;
  }

  #write(connection: Connection, bytes: Buffer, start: number, end: number): boolean {
    this.sentBytes += end - start;
    if (this.#field?.kind !== 'chunked') return connection.write(bytes, start, end);
    // A chunk has its length in hexadecimal digits and two line ends around it.
    this.sentBytes += (end - start).toString(16).length + 4;
    return writeChunk(connection, '', bytes, start, end);
  }
}
