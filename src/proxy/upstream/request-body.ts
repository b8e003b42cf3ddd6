import type { ProxySettings } from '../../model/nginx.js';
import type { Connection } from '../../net/loop.js';
import { Gatherer } from '../http/gatherer.js';
import { writeChunk, writeText } from '../http/outbox.js';
import type { HttpRequest } from '../http/request.js';
import type { RequestBodyField } from './compose-request.js';

/** Most that is gathered of one body before it is passed on. */
const GATHER_BYTES = 1024 * 1024;

const LAST_CHUNK = Buffer.from('0\r\n\r\n', 'latin1');

/**
 * A request's body on its way to the upstream. With request buffering it is gathered first, so
 * that it can be sent again to another server; bodies beyond 1 MB, and all bodies without
 * buffering, are passed on as they come.
 */
export class RequestBody {
  readonly #framing: HttpRequest['framing'];
  /** `Content-Length: 0`: no body, and the upstream is to know it. */
  readonly #saysZero: boolean;
  /** HTTP/1.0 has no way to say a length that is not known yet. */
  readonly #unsayable: boolean;
  readonly #maxBytes: number;
  #kept: Gatherer | null = null;
  #gathering: boolean;
  #complete: boolean;
  #passedOn = false;
  #received = 0;
  /** Where it goes, once the head has gone there; and whether in chunks. */
  #upstream: Connection | null = null;
  #chunked = false;

  /** @param maxBytes of content; 0 = unlimited. */
  constructor({ framing, headers }: HttpRequest, settings: ProxySettings, maxBytes: number) {
    this.#framing = framing;
    this.#maxBytes = maxBytes;
    this.#saysZero = framing.kind === 'none' && headers.get('content-length') !== undefined;
    this.#complete = framing.kind === 'none';
    this.#unsayable = framing.kind === 'chunked' && settings.httpVersion === '1.0';
    this.#gathering = !this.#complete && (settings.requestBuffering || this.#unsayable);
  }

  /** The upstream is to be contacted now. */
  get ready(): boolean {
    return !this.#gathering;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** The whole of it is still here, to be sent again. */
  get resendable(): boolean {
    return !this.#passedOn;
  }

  get #field(): RequestBodyField {
    if (this.#framing.kind === 'length') return this.#framing;
    if (this.#saysZero) return { kind: 'length', bytes: 0 };
    if (this.#framing.kind !== 'chunked') return { kind: 'none' };
    return this.#complete && this.resendable
      ? { kind: 'length', bytes: this.#kept?.length ?? 0 }
      : { kind: 'chunked' };
  }

  /**
   * Takes a piece that just came, and passes it on if there is somebody to pass it to.
   * `full` = take no more of it for now; `too-long` = the request is to be refused.
   */
  take(bytes: Buffer, start: number, end: number): 'more' | 'full' | 'too-long' {
    this.#received += end - start;
    if (this.#maxBytes > 0 && this.#received > this.#maxBytes) return 'too-long';
    if (this.#upstream !== null) {
      this.#forgetKept();
      return write(this.#upstream, this.#chunked, bytes, start, end) ? 'more' : 'full';
    }
    this.#kept ??= new Gatherer();
    this.#kept.add(bytes, start, end);
    if (this.#kept.length > GATHER_BYTES) {
      if (this.#unsayable) return 'too-long';
      this.#gathering = false;
    }
    return this.#gathering ? 'more' : 'full';
  }

  /** All of it has come. */
  end(): void {
    this.#complete = true;
    this.#gathering = false;
    if (this.#upstream !== null && this.#chunked) this.#upstream.write(LAST_CHUNK);
  }

  /**
   * Sends a head, made for how the body will go, and what is kept of the body; the rest follows
   * as it comes. What is whole stays here for another try. False = wait for `onDrain`.
   */
  sendTo(connection: Connection, head: (field: RequestBodyField) => string): boolean {
    const field = this.#field;
    this.#upstream = connection;
    this.#chunked = field.kind === 'chunked';
    let flushed = writeText(connection, head(field));
    if (this.#kept !== null) {
      const { bytes } = this.#kept;
      flushed = write(connection, this.#chunked, bytes, 0, bytes.length) && flushed;
    }
    if (!this.#complete) this.#forgetKept();
    return flushed;
  }

  /** The upstream connection is gone, or no longer ours. */
  detach(): void {
    this.#upstream = null;
  }

  #forgetKept(): void {
    this.#passedOn = true;
    this.#kept = null;
  }
}

function write(
  connection: Connection,
  chunked: boolean,
  bytes: Buffer,
  start: number,
  end: number,
): boolean {
  if (chunked) return writeChunk(connection, '', bytes, start, end);
  return connection.write(bytes, start, end);
}
