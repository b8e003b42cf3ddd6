import { anyBody, type Body } from './body.js';
import { ChunkedDecoder } from './chunked-decoder.js';
import { parseResponseHead, type ResponseHead } from './response-head.js';

const HEAD_LIMIT = 65_536;
const HEAD_END = Buffer.from('\r\n\r\n');

/** Which body a final response of this status must have. */
export type ExpectBody = (head: ResponseHead) => Body;

/**
 * Reads one response, in whatever pieces it comes. The tester's own reader, apart from the
 * proxy's parser on purpose: a shared mistake would be seen by neither.
 */
export class ResponseReader {
  /** `upgraded`: 101, the bytes that follow are another protocol's. */
  state: 'head' | 'body' | 'complete' | 'upgraded' | 'corrupt' = 'head';
  /** The final response's head. */
  head: ResponseHead | null = null;
  /** When the head was complete; the reader's clock is its caller's. */
  headMs: number | null = null;
  bodyBytes = 0;
  /** Largest silence from the head on, up to the last byte or the end. */
  maxGapMs = 0;
  /** Any byte at all has come. */
  started = false;
  readonly #expect: ExpectBody;
  #text: Buffer | null = null;
  #body: Body = anyBody;
  #chunks: ChunkedDecoder | null = null;
  #left = 0;
  #lastMs = 0;

  constructor(expect: ExpectBody = () => anyBody) {
    this.#expect = expect;
  }

  /** Takes from `bytes[start..end)` up to the response's end; returns where it stopped. */
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

  /** The peer's FIN: the end of a body without a length, and a cut of any other. */
  end(nowMs: number): void {
    if (this.state !== 'body') return;
    this.#noteGap(nowMs);
    if (this.head?.framing.kind === 'until-close') this.state = 'complete';
  }

  #readHead(bytes: Buffer, start: number, end: number, nowMs: number): number {
    const before = this.#text;
    const text = before
      ? Buffer.concat([before, bytes.subarray(start, end)])
      : bytes.subarray(start, end);
    const stop = text.indexOf(HEAD_END, Math.max(0, (before?.length ?? 0) - 3));
    if (stop === -1) {
      if (text.length > HEAD_LIMIT) this.state = 'corrupt';
      this.#text = before ? text : Buffer.from(text);
      return end;
    }
    this.#text = null;
    this.#takeHead(parseResponseHead(text.toString('latin1', 0, stop)), nowMs);
    return start + stop + HEAD_END.length - (before?.length ?? 0);
  }

  #takeHead(head: ResponseHead | null, nowMs: number): void {
    if (!head) {
      this.state = 'corrupt';
      return;
    }
    // 100, 102, 103: not the answer yet.
    if (head.status < 200 && head.status !== 101) return;
    this.head = head;
    this.headMs = nowMs;
    this.#lastMs = nowMs;
    this.#body = this.#expect(head);
    const { framing } = head;
    if (head.status === 101) this.state = 'upgraded';
    else if (framing.kind === 'none') this.state = 'complete';
    else if (framing.kind === 'length' && framing.bytes === 0) this.state = 'complete';
    else this.state = 'body';
    if (framing.kind === 'length') this.#left = framing.bytes;
    if (framing.kind === 'until-close') this.#left = Number.POSITIVE_INFINITY;
    if (framing.kind === 'chunked') this.#chunks = new ChunkedDecoder(this.#body);
  }

  #readBody(bytes: Buffer, start: number, end: number): number {
    if (this.#chunks) return this.#readChunks(this.#chunks, bytes, start, end);
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
    this.maxGapMs = Math.max(this.maxGapMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}
