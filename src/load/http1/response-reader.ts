import { BegunHead } from './begun-head.js';
import { anyBody, type Body } from './body.js';
import { ChunkedDecoder } from './chunked-decoder.js';
import { HeadMemory } from './head-memory.js';
import { mayBeginHead } from './head-scan.js';
import type { ResponseHead } from './response-head.js';

const HEAD_END = Buffer.from('\r\n\r\n');

/** Which body a final response with this head must have. */
export type ExpectBody = (head: ResponseHead) => Body;

const EXPECT_ANY: ExpectBody = () => anyBody;

const memory = new HeadMemory();

/**
 * Reads one response after the other, in whatever pieces they arrive. The tester has its own
 * reader, separate from the proxy's parser on purpose: a mistake that both shared would stay
 * unseen.
 */
export class ResponseReader {
  /** `upgraded`: after 101, the following bytes belong to another protocol. */
  state: 'head' | 'body' | 'complete' | 'upgraded' | 'corrupt' = 'head';
  /** The final response's head. */
  head: ResponseHead | null = null;
  /** When the head was complete, on the caller's clock. */
  headMs: number | null = null;
  bodyBytes = 0;
  /** Longest silence between the head and the last byte or the end. */
  maxGapMs = 0;
  /** At least one byte has arrived. */
  started = false;
  readonly #expect: ExpectBody;
  readonly #toHead: boolean;
  readonly #begun = new BegunHead();
  #body: Body = anyBody;
  #chunks: ChunkedDecoder | null = null;
  #left = 0;
  #lastMs = 0;

  /** @param toHead the requests are HEAD: no response has a body, whatever its fields say */
  constructor(expect: ExpectBody = EXPECT_ANY, toHead = false) {
    this.#expect = expect;
    this.#toHead = toHead;
  }

  /** Prepares for the next response. */
  next(): void {
    this.state = 'head';
    this.head = null;
    this.headMs = null;
    this.bodyBytes = 0;
    this.maxGapMs = 0;
    this.started = false;
    this.drop();
  }

  /** Releases an unfinished head; call it when the connection is over. */
  drop(): void {
    this.#begun.drop();
  }

  /** Takes bytes from `bytes[start..end)` up to the response's end; returns where it stopped. */
  read(bytes: Buffer, start: number, end: number, nowMs: number): number {
    let at = start;
    if (end > start) this.started = true;
    while (at < end && this.state === 'head') at = this.#readHead(bytes, at, end, nowMs);
    if (at < end && this.state === 'body') {
      this.#noteGap(nowMs);
      at = this.#readBody(bytes, at, end);
    }
    return at;
  }

  /** The peer's FIN: the end of a body without a length, and a cut of any other body. */
  end(nowMs: number): void {
    if (this.state !== 'body') return;
    this.#noteGap(nowMs);
    if (this.head?.framing.kind === 'until-close') this.state = 'complete';
  }

  #readHead(bytes: Buffer, start: number, end: number, nowMs: number): number {
    if (this.#begun.length > 0) return this.#readHeadOn(bytes, start, end, nowMs);
    const known = memory.recall(bytes, start, end);
    if (known) {
      this.#takeHead(known, nowMs);
      return start + memory.length;
    }
    const stop = bytes.subarray(start, end).indexOf(HEAD_END);
    if (stop === -1) return this.#keepHead(bytes, start, end);
    const headEnd = start + stop + HEAD_END.length;
    this.#takeHead(memory.read(bytes, start, headEnd), nowMs);
    return headEnd;
  }

  #readHeadOn(bytes: Buffer, start: number, end: number, nowMs: number): number {
    const before = this.#begun.length;
    this.#begun.add(bytes, start, end);
    const text = this.#begun.bytes();
    const stop = text.indexOf(HEAD_END, Math.max(0, before - HEAD_END.length + 1));
    if (stop === -1) return this.#judgeBegun(end);
    const headEnd = stop + HEAD_END.length;
    this.#takeHead(memory.read(text, 0, headEnd), nowMs);
    this.#begun.drop();
    return start + headEnd - before;
  }

  #keepHead(bytes: Buffer, start: number, end: number): number {
    this.#begun.add(bytes, start, end);
    return this.#judgeBegun(end);
  }

  /** Whether the bytes so far can become a head. */
  #judgeBegun(end: number): number {
    const text = this.#begun.bytes();
    if (!mayBeginHead(text, 0, text.length) || this.#begun.tooLong) {
      this.state = 'corrupt';
      this.#begun.drop();
    }
    return end;
  }

  #takeHead(head: ResponseHead | null, nowMs: number): void {
    if (!head) {
      this.state = 'corrupt';
      return;
    }
    // 100, 102 and 103 are not the final answer.
    if (head.status < 200 && head.status !== 101) return;
    this.head = head;
    this.headMs = nowMs;
    this.#lastMs = nowMs;
    if (head.status === 101) this.state = 'upgraded';
    else this.#beginBody(head);
  }

  #beginBody(head: ResponseHead): void {
    const { framing } = head;
    this.#body = this.#expect(head);
    if (this.#toHead || framing.kind === 'none') this.state = 'complete';
    else if (framing.kind === 'length') {
      this.#left = framing.bytes;
      this.state = framing.bytes === 0 ? 'complete' : 'body';
    } else {
      this.state = 'body';
      this.#left = Number.POSITIVE_INFINITY;
      if (framing.kind === 'chunked') this.#beginChunks();
    }
  }

  #beginChunks(): void {
    if (this.#chunks) this.#chunks.begin(this.#body);
    else this.#chunks = new ChunkedDecoder(this.#body);
  }

  #readBody(bytes: Buffer, start: number, end: number): number {
    if (this.#chunks && this.head?.framing.kind === 'chunked') {
      return this.#readChunks(this.#chunks, bytes, start, end);
    }
    const stop = Math.min(end, start + this.#left);
    if (!this.#body.take(bytes, start, stop, this.bodyBytes)) this.state = 'corrupt';
    this.bodyBytes += stop - start;
    this.#left -= stop - start;
    if (this.#left === 0 && this.state === 'body') this.state = 'complete';
    return stop;
  }

  #readChunks(chunks: ChunkedDecoder, bytes: Buffer, start: number, end: number): number {
    const stop = chunks.read(bytes, start, end);
    this.bodyBytes = chunks.bodyBytes;
    if (chunks.state === 'complete' || chunks.state === 'corrupt') this.state = chunks.state;
    return stop;
  }

  #noteGap(nowMs: number): void {
    const gapMs = nowMs - this.#lastMs;
    if (gapMs > this.maxGapMs) this.maxGapMs = gapMs;
    this.#lastMs = nowMs;
  }
}
