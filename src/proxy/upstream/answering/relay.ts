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

/** The exchange that a head has come of, as far as its relay takes it over. */
export interface Answered extends Timed, Attached, Accounted {
  readonly context: ProxyContext;
  readonly target: ProxyTarget;
  readonly body: RequestBody;
  /** Nobody reads the answer any more. */
  readonly clientGone: boolean;
}

/**
 * Passes the body of an upstream's response on to the client, once the head is through, checking
 * its framing on the way. A response may be held for days, and there are masses of them: what
 * got it this far, the request too, is let go of unless somebody may ask for it still.
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
  /** The upstream means to keep the connection. */
  readonly #persistent: boolean;
  /** null = all is over. */
  #link: UpstreamLink | null;
  /** null = the whole of the request has been sent, or waits in the connection. */
  #request: RequestBody | null = null;
  #sentBytes = 0;
  /** The client takes less than comes. */
  #blocked = false;
  #clientGone: boolean;

  /** Takes the place of `from`, which is done with. The head must be prepared already. */
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

  /** Reads what came with the head. */
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

  /** `proxy_ignore_client_abort`, once the whole of the request is here. */
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

  /** The waiting timeout has passed: this client ends with the response that it gets now. */
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

  /** What is neither framed nor to be framed need not be read. */
  private offerRest(): void {
    // But for the last byte: what comes with that one must be seen, and is of no request of ours.
    const bytes = this.#relaying === 'encode' ? 0 : this.unframedBytes - 1;
    if (bytes > 0 && !this.#blocked && !this.#clientGone)
      this.#link?.connection.splice(this.session.connection, bytes, this);
  }

  private goOn(): void {
    // A head whose body is still to come must not wait for it.
    if (!this.session.out.flush()) this.#blocked = true;
    if (this.#blocked && !this.#clientGone) this.#link?.connection.pause();
    this.awaitUpstream();
  }

  /** @param whole it ended in order, and the connection may be used again. */
  private complete(whole: boolean): void {
    // Before the books are closed: a part of the request may be on its way still.
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

  /** Nothing of this request is still under way on the connection, and the server keeps it. */
  private leavesClean(): boolean {
    const pendingBytes = this.#link?.connection.pendingBytes;
    return this.#request === null && pendingBytes === 0 && this.#persistent;
  }

  /** It cannot be completed; says why. */
  private cut(level: LogLevel, why: string): void {
    this.location.log.writeAbout(this.session.number, this.context(), level, why);
    this.breakOff();
  }

  private breakOff(): void {
    this.end()?.connection.close();
    if (!this.#clientGone) this.session.cut(this.#relaying === 'until-close');
  }

  /** Lets go of the server, in good standing; the connection is the caller's from now on. */
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
   * The server owes us to read what it is sent, and the rest of its answer. Where it waits for a
   * slow client, the client's session watches over that.
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
