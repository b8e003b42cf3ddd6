import type { Connection } from '../../../net/loop.js';
import { writeChunk } from '../../http/bodies/chunk.js';
import { Gatherer } from '../../http/heads/gatherer.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { ProxyPlan } from '../plan/proxy-plan.js';
import type { RequestBodyField } from './compose-request.js';

/** Most that is gathered of one body before it is passed on. */
const GATHER_BYTES = 1024 * 1024;

/** Most that is kept of a body whose length cannot be said before it is whole, where nothing limits it. */
const UNSAYABLE_BYTES = 64 * 1024 * 1024;

const LAST_CHUNK = Buffer.from('0\r\n\r\n', 'latin1');

/**
 * A request's body on its way to the upstream. With request buffering it is gathered first, so
 * that it can be sent again to another server; bodies beyond 1 MB, and all bodies without
 * buffering, are passed on as they come. One that is not passed on, or is replaced, is only read.
 * One belongs to one exchange: an error page's own takes over what has been received.
 */
export class RequestBody {
  readonly #request: HttpRequest;
  readonly #plan: ProxyPlan;
  /** `Content-Length: 0`: no body, and the upstream is to know it. */
  readonly #saysZero: boolean;
  /** HTTP/1.0 has no way to say a length that is not known yet. */
  readonly #unsayable: boolean;
  readonly #maxBytes: number;
  /** The client's own stays here. */
  readonly #dropped: boolean;
  /** Sent in its place, `proxy_set_body`. */
  #own: Buffer | null = null;
  #kept: Gatherer | null = null;
  #gathering: boolean;
  #complete: boolean;
  /** Some of it is here no more. */
  #passedOn = false;
  #received = 0;
  /** Where it goes, once the head has gone there. */
  #upstream: Connection | null = null;
  #field: RequestBodyField | null = null;
  /** Bytes on the way to the current server, the head included. */
  sentBytes = 0;

  /**
   * @param maxBytes of content; 0 = unlimited.
   * @param before that of an exchange which has ended.
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

  /** The whole of it is still here, to be sent again. */
  get resendable(): boolean {
    return !this.#passedOn;
  }

  /** How it goes to the upstream, settled once for all servers that are tried. */
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
   * Takes a piece that just came, and passes it on if there is somebody to pass it to.
   * `full` = take no more of it for now; `too-long` = the request is to be refused.
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

  /** All of it has come. */
  end(): void {
    if (this.#complete) return;
    this.#complete = true;
    this.#gathering = false;
    this.#sendLastChunk();
  }

  /**
   * Sends a head, made for how the body goes (`field`), and what is kept of the body; the rest
   * follows as it comes. What is whole stays here for another try. False = wait for `onDrain`.
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

  /** The upstream connection is gone, or no longer ours. */
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
    // Around a chunk stand its length in hexadecimal digits and two line ends.
    this.sentBytes += (end - start).toString(16).length + 4;
    return writeChunk(connection, '', bytes, start, end);
  }
}
