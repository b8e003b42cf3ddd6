import { finalStatus } from '../http/answer.js';
import { BodyReader } from '../http/body-reader.js';
import type { PieceReceiver } from '../http/chunked-decoder.js';
import { NO_BODY, responseFraming, UNTIL_CLOSE } from '../http/framing.js';
import { HeadReader } from '../http/head-reader.js';
import type { HttpRequest } from '../http/request.js';
import { parseResponseHead, type ResponseHead } from '../http/response-head.js';
import type { Session } from '../http/session.js';
import {
  composeResponseHead,
  type Relaying,
  relayingOf,
  rewrittenFields,
} from './compose-response.js';
import type { ProxyLocation } from './proxy-location.js';
import { TAKE, type Verdict } from './verdict.js';

/** Interim (1xx) answers that one request may get; honest servers send one or two. */
const MAX_INTERIM = 32;
const LAST_CHUNK = Buffer.from('0\r\n\r\n', 'latin1');

/**
 * What a relay made of some bytes.
 * - `more`: it goes on. `complete`: the response is through, to its last byte.
 * - `excess`: through, but the upstream said more than it announced.
 * - `upgrade`: a 101 is prepared; what follows is no HTTP. `bad`: no HTTP response.
 * - `left`: it is not for the client; see `verdict`.
 */
export type RelayState = 'more' | 'complete' | 'excess' | 'upgrade' | 'bad' | 'left';

/** Whose response it is. */
export interface RelayOwner {
  /** Asked once a final head is there, before anything goes to the client. */
  judge(head: ResponseHead): Verdict;
}

/** Passes one upstream response on to the client, checking its framing on the way. */
export class ResponseRelay implements PieceReceiver {
  readonly #session: Session;
  readonly #request: HttpRequest;
  readonly #location: ProxyLocation;
  readonly #owner: RelayOwner;
  /** null once the head is through: a response may be held for days, and there are masses of them. */
  #reader: HeadReader | null = new HeadReader();
  #body: BodyReader | null = null;
  #relaying: Relaying = 'as-is';
  #interim = 0;
  /** The upstream means to keep the connection. */
  persistent = false;
  /** A final head is there, and it is for the client. */
  begun = false;
  /** The client takes less than comes; cleared by the owner. */
  blocked = false;
  /** Index just past the head, in the bytes that ended it. */
  readUpTo = 0;
  /** What was made of the head. */
  verdict: Verdict = TAKE;

  constructor(session: Session, request: HttpRequest, location: ProxyLocation, owner: RelayOwner) {
    this.#owner = owner;
    this.#session = session;
    this.#request = request;
    this.#location = location;
  }

  /** Nothing but the close would tell the client where the body ends. */
  get closeDelimited(): boolean {
    return this.#relaying === 'until-close';
  }

  /** The upstream's FIN is this response's proper end. */
  get endsWithConnection(): boolean {
    return this.#body?.framing === UNTIL_CLOSE;
  }

  /** Nothing has gone to the client: another server begins its answer from the start. */
  restart(): void {
    this.#reader?.reset();
    this.#interim = 0;
    this.verdict = TAKE;
  }

  read(bytes: Buffer, length: number): RelayState {
    let at = 0;
    for (let reader = this.#reader; reader !== null; reader = this.#reader) {
      const after = reader.read(bytes, at, length);
      const { bufferBytes } = this.#location.plan.settings;
      if (after < 0) return reader.size >= bufferBytes ? 'bad' : 'more';
      const { text, plain } = reader;
      if (text.length > bufferBytes) return 'bad';
      reader.reset();
      const state = this.#readHead(text, plain);
      at = this.readUpTo = after;
      if (state !== 'more') return state;
      if (!this.begun && at === length) return 'more';
    }
    return this.#readBody(bytes, at, length);
  }

  /** The upstream's FIN came, and is a proper end. */
  endWithConnection(): void {
    if (this.#relaying === 'encode') this.#session.out.send(LAST_CHUNK);
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    const flushed =
      this.#relaying === 'encode'
        ? this.#session.out.sendChunk(bytes, start, end)
        : this.#session.out.send(bytes, start, end);
    if (!flushed) this.blocked = true;
  }

  #readHead(text: string, plain: boolean): RelayState {
    const head = parseResponseHead(text, plain);
    if (head === null) return 'bad';
    // Interim answers mean nothing here: the client has had its own 100 Continue.
    if (head.status < 200 && head.status !== 101) {
      return ++this.#interim > MAX_INTERIM ? 'bad' : 'more';
    }
    const { method } = this.#request;
    const asked = this.#location.plan.method?.(this.#request) ?? method;
    let framing = responseFraming(head.headers, head.status, asked);
    if (framing === null) return 'bad';
    let unread = false;
    if (method === 'HEAD' && asked !== method) {
      // What comes of a body is not waited for.
      unread = framing.kind !== 'none';
      framing = NO_BODY;
    }
    if (head.status === 101 && this.#request.headers.get('upgrade') === undefined) return 'bad';
    this.verdict = this.#owner.judge(head);
    if (this.verdict !== TAKE) return 'left';
    this.#reader = null;
    this.begun = true;
    this.persistent = !unread && isPersistent(head);
    const status = finalStatus(this.#request, head.status);
    this.#request.answer.status = status;
    this.#body = new BodyReader(framing);
    this.#relaying =
      asked === 'HEAD' && method !== asked
        ? 'empty'
        : relayingOf(framing, this.#request, this.#location.chunkedCoding);
    const { plan } = this.#location;
    let fields = this.#location.fields(this.#request, status);
    if (plan.rewriteUrl !== null) {
      fields = rewrittenFields(head, this.#request, plan.rewriteUrl) + fields;
    }
    this.#session.out.prepare(
      composeResponseHead(this.#session, this.#request, head, this.#relaying, fields, plan),
    );
    // Nobody but the log would ask for them now.
    if (!this.#session.logs) this.#request.answer.upstreamHeaders = null;
    return head.status === 101 ? 'upgrade' : 'more';
  }

  #readBody(bytes: Buffer, start: number, end: number): RelayState {
    const body = this.#body;
    if (body === null) return 'bad';
    const after = body.read(bytes, start, end, this.#relaying === 'chunks', this);
    if (after < 0) return 'bad';
    if (!body.done) {
      // A head whose body is still to come must not wait for it.
      if (!this.#session.out.flush()) this.blocked = true;
      return 'more';
    }
    return after < end ? 'excess' : 'complete';
  }
}

function isPersistent({ minorVersion, headers }: ResponseHead): boolean {
  if (minorVersion !== 1) return false;
  if (headers.get('connection') === undefined) return true;
  return !headers.all('connection').some((field) => field.toLowerCase().includes('close'));
}
