import type { Sweep, Timed } from '../../../lib/sweep.js';
import type { LogLevel } from '../../../model/nginx.js';
import type {
  CloseReason,
  Connection,
  ConnectionHandler,
  SpliceListener,
} from '../../../net/loop.js';
import type { PieceReceiver } from '../../http/bodies/chunked-decoder.js';
import type { Framing } from '../../http/bodies/framing.js';
import type { Exchange } from '../../http/sessions/exchange.js';
import type { RequestBody } from '../asking/request-body.js';
import { badResponse, connectionEnded, tooLargeBody } from '../asking/trouble.js';
import type { Attached } from '../peers/attached.js';
import type { Peer } from '../peers/peer.js';
import type { UpstreamGroup } from '../peers/upstream-group.js';
import type { UpstreamLink } from '../peers/upstream-link.js';
import type { ProxyContext } from '../plan/proxy-location.js';
import type { ProxyTarget } from '../plan/proxy-plan.js';
import type { Relaying } from './compose-response.js';
import { type Accounted, RelayAccount } from './relay-account.js';

const LAST_CHUNK = Buffer.from('0\r\n\r\n', 'latin1');

/** The exchange that received the head, as far as its relay needs it. */
export interface Answered extends Timed, Attached, Accounted {
  readonly context: ProxyContext;
  readonly target: ProxyTarget;
  readonly body: RequestBody;
  /** The client has gone, so the answer is no longer needed. */
  readonly clientGone: boolean;
}

/**
 * Passes the body of an upstream's response to the client after the head, and checks its framing. A
 * response may be held for days, and there are very many, so everything else, also the request, is
 * released unless something may still read it.
 */
export class Relay
  extends RelayAccount
  implements Exchange, ConnectionHandler, SpliceListener, PieceReceiver, Timed, Attached
{
  deadlineMs = 0;
  sweepPlace = -1;
  attachedPlace = -1;
  protected readonly peer: Peer;
  readonly #group: UpstreamGroup;
  readonly #sweep: Sweep;
  readonly #relaying: Relaying;
  /** The upstream intends to keep the connection. */
  readonly #persistent: boolean;
  /** null = the response is over. */
  #link: UpstreamLink | null;
  /** null = the whole request has been sent, or waits in the connection. */
  #request: RequestBody | null = null;
  #sentBytes = 0;
  /** The client takes bytes more slowly than they arrive. */
  #blocked = false;
  #clientGone: boolean;

  /** Replaces `from`. The head must be prepared already. */
  constructor(
    from: Answered,
    link: UpstreamLink,
    framing: Framing,
    relaying: Relaying,
    persistent: boolean,
  ) {
    super(framing, from);
    const { body, context } = from;
    this.#group = from.target.group;
    this.#sweep = context.sweep;
    this.#relaying = relaying;
    this.#persistent = persistent;
    this.#link = link;
    this.#clientGone = from.clientGone;
    if (body.complete) this.#sentBytes = body.sentBytes;
    else this.#request = body;
    this.peer = from.attempts.handOver(this);
    context.sweep.replace(from, this);
    link.connection.handler = this;
    if (!this.#clientGone) this.session.handOver(this);
  }

  /** Reads the bytes that arrived with the head. */
  begin(bytes: Buffer, start: number, end: number): void {
    this.take(bytes, start, end);
    if (this.#link !== null) this.letGo();
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    const { out } = this.session;
    const encodes = this.#relaying === 'encode';
    const flushed = encodes ? out.sendChunk(bytes, start, end) : out.send(bytes, start, end);
    if (!flushed) this.#blocked = true;
  }

  onOpen(): void {}

  onData(connection: Connection, bytes: Buffer, length: number): void {
    if (connection !== this.#link?.connection) return;
    this.received(length);
    this.take(bytes, 0, length);
  }

  onSpliced(connection: Connection, count: number): void {
    if (connection !== this.#link?.connection) return;
    this.received(count);
    this.trace?.body(count);
    this.skip(count);
    if (!this.session.out.passed(count)) this.#blocked = true;
    this.goOn();
  }

  onDrain(): void {
    this.awaitUpstream();
    this.session.resumeBody();
  }

  onEnd(connection: Connection): void {
    if (connection !== this.#link?.connection) return;
    if (this.kind === 'until-close') {
      if (this.#relaying === 'encode') this.session.out.send(LAST_CHUNK);
      this.complete(false);
    } else {
      this.cut(...connectionEnded('fin', 'reading'));
    }
  }

  onClose(connection: Connection, reason: CloseReason): void {
    if (connection !== this.#link?.connection) return;
    this.cut(...connectionEnded(reason, 'reading'));
  }

  onDeadline(): void {
    this.cut(...connectionEnded('timeout', 'reading'));
  }

  onBodyPiece(bytes: Buffer, start: number, end: number): void {
    const request = this.#request;
    if (request === null) return;
    const taken = request.take(bytes, start, end);
    this.awaitUpstream();
    if (taken === 'full') this.session.pauseBody();
    else if (taken === 'too-long') {
      this.cut('error', tooLargeBody(request.receivedBytes, end - start));
    }
  }

  onBodyEnd(): void {
    if (this.#request === null) return;
    this.#request.end();
    this.#sentBytes = this.#request.sentBytes;
    this.#request = null;
    this.awaitUpstream();
  }

  onClientDrain(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#link?.connection.resume();
    this.awaitUpstream();
  }

  /** `proxy_ignore_client_abort`, once the whole request is here. */
  get outlivesFin(): boolean {
    return this.location.plan.settings.ignoreClientAbort && this.#request === null;
  }

  onClientGone(): void {
    if (this.outlivesFin && this.#link !== null) {
      this.#clientGone = true;
      this.onClientDrain();
    } else {
      this.end()?.connection.close();
    }
  }

  /** The waiting timeout has passed: the client's connection ends with this response. */
  onDrainDeadline(): void {
    this.session.closeAfterResponse();
    this.breakOff();
  }

  close(): void {
    this.session.close();
  }

  private take(bytes: Buffer, start: number, end: number): void {
    this.trace?.body(end - start);
    const after = this.read(bytes, start, end, this.#relaying === 'chunks', this);
    if (after < 0) this.cut('error', badResponse('reading'));
    else if (this.done) this.complete(after === end);
    else {
      this.goOn();
      this.offerRest();
    }
  }

  /** Content that has no framing and needs none is not read. */
  private offerRest(): void {
    // Except for the last byte: bytes that arrive with it belong to no request and have to be seen.
    const bytes = this.#relaying === 'encode' ? 0 : this.unframedBytes - 1;
    if (bytes > 0 && !this.#blocked && !this.#clientGone)
      this.#link?.connection.splice(this.session.connection, bytes, this);
  }

  private goOn(): void {
    // A head must not wait for the body.
    if (!this.session.out.flush()) this.#blocked = true;
    if (this.#blocked && !this.#clientGone) this.#link?.connection.pause();
    this.awaitUpstream();
  }

  /** @param whole the response ended in order, and the connection can be used again */
  private complete(whole: boolean): void {
    // Checked before the accounts are closed, because a part of the request may still be on its
    // way.
    const reusable = whole && this.leavesClean();
    const link = this.end();
    if (link === null) return;
    const { connection } = link;
    if (this.#blocked) connection.resume();
    link.requests++;
    const { pool } = this.#group;
    if (reusable && pool !== null && this.peer.healthy) pool.put(this.peer, link);
    else connection.close();
    if (!this.#clientGone) this.session.finish();
  }

  /** Nothing of this request is still on the connection, and the server keeps it. */
  private leavesClean(): boolean {
    const pendingBytes = this.#link?.connection.pendingBytes;
    return this.#request === null && pendingBytes === 0 && this.#persistent;
  }

  /** The response cannot be completed; logs why. */
  private cut(level: LogLevel, why: string): void {
    this.location.log.writeAbout(this.session.number, this.context(), level, why);
    this.breakOff();
  }

  private breakOff(): void {
    this.end()?.connection.close();
    if (!this.#clientGone) this.session.cut(this.#relaying === 'until-close');
  }

  /** Releases the server, which has done its work; the connection belongs to the caller from now on. */
  private end(): UpstreamLink | null {
    const link = this.#link;
    if (link === null) return null;
    const peer = this.peer;
    const sentBytes = (this.#request?.sentBytes ?? this.#sentBytes) - link.connection.pendingBytes;
    this.#link = null;
    this.#request?.detach();
    this.trace?.ended(0, sentBytes);
    this.trace?.close();
    peer.counters.sentBytes += sentBytes;
    peer.attached.delete(this);
    this.#group.balancer.succeeded(peer, this.#sweep.nowMs);
    this.#sweep.delete(this);
    this.deadlineMs = 0;
    return link;
  }

  /**
   * The server has to read what is sent to it, and to send the rest of its answer. While it waits
   * for a slow client, the client's session has the deadline.
   */
  private awaitUpstream(): void {
    const { readTimeoutMs, sendTimeoutMs } = this.location.plan.settings;
    const connection = this.#link?.connection;
    if (connection === undefined || this.#blocked) this.deadlineMs = 0;
    else {
      const ms = connection.blocked ? sendTimeoutMs : readTimeoutMs;
      this.deadlineMs = this.#sweep.nowMs + ms;
    }
  }
}
