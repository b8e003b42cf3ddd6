import type { LogLevel } from '../../model/nginx.js';
import type { CloseReason, Connection, ConnectionHandler } from '../../net/loop.js';
import type { Exchange } from '../http/exchange.js';
import type { HttpRequest } from '../http/request.js';
import type { ResponseHead } from '../http/response-head.js';
import type { Session } from '../http/session.js';
import type { Timed } from '../http/sweep.js';
import { Attempts } from './attempts.js';
import { composeRequestHead, upstreamUri } from './compose-request.js';
import { type Failure, statusFor } from './failure.js';
import { openUpstream } from './open-upstream.js';
import type { Attached, Peer } from './peer.js';
import type { Asked, ProxyContext, ProxyLocation } from './proxy-location.js';
import type { ProxyTarget } from './proxy-plan.js';
import type { RequestBody } from './request-body.js';
import { ResponseRelay } from './response-relay.js';
import {
  badResponse,
  connectionEnded,
  disabled,
  NO_LIVE_UPSTREAMS,
  type Stage,
  tooLargeBody,
} from './trouble.js';
import { Tunnel } from './tunnel.js';
import { UpstreamTrace } from './upstream-trace.js';
import { judge, TAKE, type Verdict } from './verdict.js';

/** One request passed on to an upstream, its body one way and its response the other. */
export class ProxyExchange implements Exchange, ConnectionHandler, Timed, Attached {
  deadlineMs = 0;
  readonly #context: ProxyContext;
  readonly #asked: Asked;
  readonly #session: Session;
  readonly #request: HttpRequest;
  readonly #location: ProxyLocation;
  readonly #target: ProxyTarget;
  readonly #attempts: Attempts;
  readonly #body: RequestBody;
  readonly #relay: ResponseRelay;
  readonly #trace: UpstreamTrace | null = null;
  #connection: Connection | null = null;
  /** Requests this connection has carried before; 0 = it is new, not from the pool. */
  #carried = 0;
  #connected = false;
  #openedMs = 0;
  /** Source ports that may be tried still, with `proxy_bind_ports`. */
  #portTries = 0;
  #contacted = false;
  /** Nobody reads the answer any more. */
  #clientGone = false;
  /** What is asked of the upstream. */
  #head = '';
  #over = false;

  /** @param body of the request: it may have been gathered for another server already. */
  constructor(
    context: ProxyContext,
    asked: Asked,
    location: ProxyLocation,
    target: ProxyTarget,
    body: RequestBody,
  ) {
    const { plan } = location;
    const { session, request } = asked;
    this.#asked = asked;
    this.#context = context;
    this.#session = session;
    this.#request = request;
    this.#location = location;
    this.#target = target;
    request.answer.proxyHost = target.host;
    this.#attempts = new Attempts(plan, target);
    this.#body = body;
    this.#relay = new ResponseRelay(session, request, location, (head) => this.#judge(head));
    if (context.tracesUpstream) this.#trace = request.answer.upstreamTrace ??= new UpstreamTrace();
    context.sweep.add(this);
  }

  /** To be called once, before anything else. */
  start(): void {
    if (this.#body.complete) this.#contact();
    // Not at once: what came of the body with the head goes out with it, and may be all.
    else if (this.#body.ready) queueMicrotask(() => this.#contact());
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    if (this.#over) return;
    const waited = !this.#body.ready;
    const taken = this.#body.take(bytes, start, end);
    this.#awaitUpstream();
    if (taken === 'too-long') this.#refuseBody(end - start);
    else if (taken === 'full') {
      this.#session.pauseBody();
      if (waited) this.#contact();
    }
  }

  onBodyEnd(): void {
    if (this.#over) return;
    this.#body.end();
    this.#contact();
    this.#awaitUpstream();
  }

  onClientDrain(): void {
    if (!this.#relay.blocked) return;
    this.#relay.blocked = false;
    this.#connection?.resume();
    this.#awaitUpstream();
  }

  /** `proxy_ignore_client_abort`, once the whole of the request is here. */
  get outlivesFin(): boolean {
    return this.#location.plan.settings.ignoreClientAbort && this.#body.complete;
  }

  onClientGone(): void {
    if (this.outlivesFin && !this.#over) {
      this.#clientGone = true;
      this.onClientDrain();
      return;
    }
    this.#release();
    this.#end();
  }

  onOpen(): void {
    this.#trace?.connected();
    this.#connected = true;
    this.#sendRequest();
  }

  onData(connection: Connection, bytes: Buffer, length: number): void {
    if (connection !== this.#connection) return;
    this.#awaitUpstream();
    const { peer } = this.#attempts;
    if (peer !== null) peer.counters.receivedBytes += length;
    const fromHead = this.#relay.head === null;
    this.#trace?.received(length);
    const state = this.#relay.read(bytes, length);
    if (this.#relay.head !== null)
      this.#trace?.body(fromHead ? length - this.#relay.readUpTo : length);
    if (state === 'complete' || state === 'excess') this.#complete(state === 'complete');
    else if (state === 'bad') {
      this.#log('error', badResponse(this.#stage));
      this.#failed('invalid_header');
    } else if (state === 'left') this.#leave(this.#relay.verdict);
    else if (state === 'upgrade') {
      this.#upgrade(connection, bytes.subarray(this.#relay.readUpTo, length));
    } else if (this.#relay.blocked && !this.#clientGone) {
      connection.pause();
      this.#awaitUpstream();
    }
  }

  onDrain(): void {
    this.#awaitUpstream();
    this.#session.resumeBody();
  }

  onEnd(connection: Connection): void {
    if (connection !== this.#connection) return;
    if (this.#relay.endsWithConnection) {
      this.#relay.endWithConnection();
      this.#complete(false);
    } else {
      this.#log(...connectionEnded('fin', this.#stage));
      this.#failed('error');
    }
  }

  onClose(connection: Connection, reason: CloseReason): void {
    if (connection !== this.#connection) return;
    const { peer } = this.#attempts;
    // The port was taken; that says nothing of the server.
    if (reason === 'no-port' && peer !== null && this.#portTries-- > 1) {
      this.#open(peer);
      return;
    }
    this.#log(...connectionEnded(reason, this.#stage));
    this.#failed(reason === 'timeout' ? 'timeout' : 'error');
  }

  onDeadline(): void {
    this.#log(...connectionEnded('timeout', this.#stage));
    this.#failed('timeout');
  }

  onDrainDeadline(): void {
    if (this.#relay.head === null) this.#refuse(504);
    else this.#cut();
  }

  close(): void {
    this.#session.close();
  }

  #contact(): void {
    if (this.#contacted || this.#over) return;
    this.#contacted = true;
    const { plan, prefix } = this.#location;
    // One for all servers, made before any is chosen, so that none of it depends on which.
    this.#head = composeRequestHead(this.#request, plan, prefix, this.#body.field);
    this.#connect();
  }

  #tryNext(): void {
    this.#relay.restart();
    this.#connect();
  }

  #connect(): void {
    const peer = this.#attempts.next(this.#request, this.#context.sweep.nowMs);
    this.#trace?.begin();
    if (peer === null) {
      this.#trace?.ended(502, 0);
      this.#log('error', NO_LIVE_UPSTREAMS);
      this.#refuse(502);
      return;
    }
    peer.attached.add(this);
    this.#portTries = this.#location.plan.ports?.tries ?? 0;
    this.#open(peer);
  }

  #open(peer: Peer): void {
    const { sweep, loop } = this.#context;
    const { plan } = this.#location;
    const wish = { loop, plan, target: this.#target, request: this.#request, nowMs: sweep.nowMs };
    const opened = openUpstream(peer, wish, this);
    this.#connection = opened.connection;
    this.#carried = opened.carried;
    this.#connected = opened.carried > 0;
    this.#openedMs = opened.openedMs;
    if (opened.carried > 0) {
      this.#trace?.connected();
      this.#sendRequest();
    }
  }

  #sendRequest(): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#attempts.requestSent = true;
    const flushed = this.#body.sendTo(connection, this.#head);
    this.#awaitUpstream();
    if (flushed) this.#session.resumeBody();
    else this.#session.pauseBody();
  }

  #complete(whole: boolean): void {
    const connection = this.#connection;
    const { peer } = this.#attempts;
    this.#connection = null;
    this.#release();
    if (connection !== null && peer !== null) {
      if (this.#relay.blocked) connection.resume();

      if (whole && this.#mayBeKept(connection, peer)) {
        this.#target.group.pool?.put(peer, connection, this.#carried + 1, this.#openedMs);
      } else {
        connection.close();
      }
    }
    this.#end();
    if (!this.#clientGone) this.#session.finish();
  }

  #mayBeKept(connection: Connection, peer: Peer): boolean {
    return (
      this.#target.group.pool !== null &&
      peer.healthy &&
      this.#body.complete &&
      connection.pendingBytes === 0 &&
      this.#relay.persistent
    );
  }

  #upgrade(connection: Connection, rest: Buffer): void {
    if (this.#clientGone) {
      this.#cut();
      return;
    }
    const client = this.#session.connection;
    const { peer } = this.#attempts;
    const { tunnels, sweep } = this.#context;
    this.#session.out.flush();
    const held = this.#session.detach();
    this.#connection = null;
    this.#release();
    this.#end();
    const tunnel = new Tunnel({
      client,
      upstream: connection,
      sweep,
      idleMs: this.#location.plan.settings.readTimeoutMs,
      keptIn: peer === null ? [tunnels] : [tunnels, peer.attached],
      onEnd: this.#session.handLogOn(),
    });
    if (held !== null) tunnel.onData(client, held, held.length);
    if (rest.length > 0) tunnel.onData(connection, rest, rest.length);
  }

  /** This server did not answer properly: on to the next, or say so to the client. */
  #failed(failure: Failure): void {
    const { nowMs } = this.#context.sweep;
    if (this.#relay.head !== null) {
      this.#cut();
      return;
    }
    const stale = this.#carried > 0 && failure === 'error';
    this.#trace?.ended(statusFor(failure), this.#sentBytes);
    this.#countSent();
    const peer = this.#attempts.failed(failure, nowMs, stale);
    peer?.attached.delete(this);
    if (peer?.disabled) this.#log('warn', disabled(this.#stage), peer);
    this.#drop();
    const again = this.#attempts.mayRetry(failure, this.#request, this.#body.resendable);
    if (again) this.#tryNext();
    else this.#refuse(statusFor(failure));
  }

  #judge(head: ResponseHead): Verdict {
    const { peer } = this.#attempts;
    const kind = Math.trunc(head.status / 100);
    if (peer !== null) peer.counters.responses[kind] = (peer.counters.responses[kind] ?? 0) + 1;
    this.#trace?.answered(head.status);
    this.#request.answer.upstreamHeaders = head.headers;
    const { resendable } = this.#body;
    const verdict = judge(head, this.#location.plan, this.#asked, this.#attempts, resendable);
    // A response may be held for days; what was asked is not wanted any more.
    if (verdict === TAKE) this.#head = '';
    return verdict;
  }

  /** The answer is not for the client. */
  #leave(verdict: Verdict): void {
    if (verdict.kind === 'intercept') {
      this.#refuse(verdict.status);
    } else if (verdict.kind === 'pass-over') {
      this.#countSent();
      this.#attempts
        .failed(verdict.failure, this.#context.sweep.nowMs, false)
        ?.attached.delete(this);
      this.#drop();
      this.#tryNext();
    }
  }

  #refuseBody(pieceBytes: number): void {
    this.#asked.log('error', tooLargeBody(this.#body.receivedBytes, pieceBytes));
    this.#refuse(413);
  }

  get #stage(): Stage {
    if (this.#relay.head !== null) return 'reading';
    if (!this.#connected) return 'connecting to';
    const sent = (this.#connection?.pendingBytes ?? 0) === 0;
    return sent ? 'reading response header from' : 'sending request to';
  }

  #log(level: LogLevel, message: string, peer = this.#attempts.peer): void {
    const { plan, prefix } = this.#location;
    const uri = upstreamUri(this.#request, plan, prefix);
    const name = peer?.name ?? this.#target.group.name;
    this.#asked.log(level, message, `http://${name}${uri}`);
  }

  #refuse(status: number): void {
    this.#release();
    this.#end();
    if (!this.#clientGone) this.#session.handOver(this.#asked.fail(status));
  }

  #cut(): void {
    this.#release();
    this.#end();
    if (!this.#clientGone) this.#session.cut(this.#relay.closeDelimited);
  }

  /** Lets go of the server in good standing. */
  #release(): void {
    this.#countSent();
    this.#attempts.succeeded(this.#context.sweep.nowMs)?.attached.delete(this);
    this.#drop();
  }

  #countSent(): void {
    const { peer } = this.#attempts;
    if (peer !== null) peer.counters.sentBytes += this.#sentBytes;
  }

  #drop(): void {
    const connection = this.#connection;
    this.#trace?.ended(0, this.#sentBytes);
    this.#connection = null;
    this.#body.detach();
    this.deadlineMs = 0;
    connection?.close();
  }

  /** Bytes that the server, or the kernel on the way to it, has taken. */
  get #sentBytes(): number {
    return this.#body.sentBytes - (this.#connection?.pendingBytes ?? 0);
  }

  #end(): void {
    this.#over = true;
    this.#trace?.close();
    this.#context.sweep.delete(this);
  }

  /**
   * The server owes us to read what is sent, and then an answer. Where it waits for a slow client,
   * for the rest of a body or for room, the client's session watches over that.
   */
  #awaitUpstream(): void {
    const { readTimeoutMs, sendTimeoutMs } = this.#location.plan.settings;
    const connection = this.#connection;
    const asked = this.#body.complete || this.#relay.head !== null;
    let ms = 0;
    if (connection?.state === 'open' && !this.#relay.blocked) {
      if (connection.pendingBytes > 0) ms = sendTimeoutMs;
      else if (asked) ms = readTimeoutMs;
    }
    this.deadlineMs = ms === 0 ? 0 : this.#context.sweep.nowMs + ms;
  }
}
