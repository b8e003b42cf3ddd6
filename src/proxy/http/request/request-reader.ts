import type { Connection } from '../../../net/loop.js';
import { BodyReader } from '../bodies/body-reader.js';
import type { PieceReceiver } from '../bodies/chunked-decoder.js';
import type { Framing } from '../bodies/framing.js';
import { firstLineError, methodBeginningError } from '../heads/first-line.js';
import { HeadReader } from '../heads/head-reader.js';
import type { HeadRules } from '../heads/head-rules.js';
import type { MessageHead } from '../heads/message-head.js';
import type { HeadError } from '../heads/request-head.js';

/** Receives what a reader finds. Called only while bytes are fed. */
export interface RequestReceiver extends PieceReceiver {
  readonly connection: Connection;
  readonly headRules: HeadRules;
  /** A whole head. Answer with `expectBody`, `next` or `stop`, at once or later. */
  onHead(head: MessageHead): void;
  onBadHead(status: HeadError, text: string): void;
  onBodyEnd(): void;
  onBadBody(): void;
}

/**
 * - `head`: between requests, or inside a head. `body`: inside a body.
 * - `full`: the request is read and its response is not complete; bytes that arrive are kept, and
 *   reading is paused. `off`: nothing more is read.
 */
type Phase = 'head' | 'body' | 'full' | 'off';

const LF = 10;

/** Most heads arrive whole and need a reader only briefly, so one reader serves all of them. */
let spare = new HeadReader();

/** Splits a client's byte stream into requests, one at a time. */
export class RequestReader {
  readonly #receiver: RequestReceiver;
  /** null = no byte of a head has arrived. */
  #head: HeadReader | null = null;
  #body: BodyReader | null = null;
  #phase: Phase = 'head';
  #held: Buffer | null = null;
  #feeding = false;
  #paused = false;
  /** Bytes of the request in flight: its head, and its body so far as it was sent. */
  requestBytes = 0;
  /** It began before the previous request was answered. */
  pipelined = false;

  constructor(receiver: RequestReceiver) {
    this.#receiver = receiver;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** A head has begun and is not complete. */
  get insideHead(): boolean {
    return this.#phase === 'head' && this.#head !== null;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** The current request has a body of this framing. */
  expectBody(framing: Framing): void {
    this.#body = new BodyReader(framing);
    this.#phase = 'body';
  }

  /** The response is complete: reads the rest of this request's body, then the next request. */
  next(): void {
    if (this.#phase !== 'full') {
      this.unpause();
      return;
    }
    this.#phase = 'head';
    this.#body = null;
    if (this.#feeding) return;
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.feed(held, 0, held.length, true);
    if (this.#held === null) this.unpause();
  }

  /** Drops everything from now on. Returns the bytes that were kept and not read yet. */
  stop(): Buffer | null {
    const held = this.#held;
    this.#held = this.#body = this.#head = null;
    this.#phase = 'off';
    this.unpause();
    return held;
  }

  /** Reads no more of a body until `resume`. */
  pause(): void {
    if (!this.#paused) this.#receiver.connection.pause();
    this.#paused = true;
  }

  resume(): void {
    if (this.#held === null) this.unpause();
  }

  /** @param held the bytes arrived while the previous request was in flight */
  feed(bytes: Buffer, start: number, end: number, held = false): void {
    this.#feeding = true;
    let at = start;
    while (at < end && this.#phase !== 'off') {
      if (this.#phase === 'head') {
        if (this.#head === null) this.pipelined = held || at > start;
        at = this.readHead(bytes, at, end);
      } else if (this.#phase === 'body') at = this.readBody(bytes, at, end);
      else at = this.hold(bytes, at, end);
    }
    this.#feeding = false;
  }

  private readHead(bytes: Buffer, start: number, end: number): number {
    const { maxHeadBytes } = this.#receiver.headRules;
    const head = this.#head ?? spare;
    const after = head.read(bytes, start, end);
    if (after >= 0) {
      this.#head = null;
      spare = head;
      this.#phase = 'full';
      this.requestBytes = head.text.length;
      if (this.requestBytes > maxHeadBytes) this.refuseLong(head.text);
      else this.#receiver.onHead(head);
      return after;
    }
    // Empty lines before a request are no first line.
    if (!head.begun) return end;
    this.keep(head);
    if (head.size > maxHeadBytes) this.refuseLong(head.beginning);
    else if (!head.lineIsWell) this.checkBeginning(head, bytes.subarray(start, end));
    return end;
  }

  /**
   * An invalid first line is refused as soon as it has arrived, as in nginx; the rest of the head
   * may never come.
   */
  private checkBeginning(head: HeadReader, piece: Buffer): void {
    // Checked once when it begins and once when it ends, however small the pieces are.
    if (head.size > piece.length && !piece.includes(LF)) return;
    const text = head.beginning;
    const end = text.indexOf('\n') + 1;
    const error =
      end > 0
        ? firstLineError(text.slice(0, end), this.#receiver.headRules)
        : methodBeginningError(text);
    if (error !== null) this.#receiver.onBadHead(error, text);
    else head.lineIsWell = end > 0;
  }

  private keep(head: HeadReader): void {
    this.#head = head;
    if (head === spare) spare = new HeadReader();
  }

  /** Distinguishes a request line that is too long from a head that is too long. */
  private refuseLong(text: string): void {
    const { maxLineBytes } = this.#receiver.headRules;
    const oneLine = !text.slice(0, maxLineBytes).includes('\n');
    this.#receiver.onBadHead(oneLine ? 414 : 494, text);
  }

  private readBody(bytes: Buffer, start: number, end: number): number {
    const body = this.#body;
    if (body === null) return end;
    const after = body.read(bytes, start, end, false, this.#receiver);
    if (after < 0) {
      if (this.#phase === 'body') this.#receiver.onBadBody();
      return end;
    }
    this.requestBytes += after - start;
    if (body.done && this.#phase === 'body') {
      this.#phase = 'full';
      this.#receiver.onBodyEnd();
    }
    return after;
  }

  private hold(bytes: Buffer, start: number, end: number): number {
    const piece = bytes.subarray(start, end);
    this.#held = this.#held === null ? Buffer.from(piece) : Buffer.concat([this.#held, piece]);
    this.pause();
    return end;
  }

  private unpause(): void {
    if (this.#paused) this.#receiver.connection.resume();
    this.#paused = false;
  }
}
