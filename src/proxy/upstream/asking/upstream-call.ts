import type { Timed } from '../../../lib/sweep.js';
import type { LogLevel } from '../../../model/nginx.js';
import type { CloseReason, Connection } from '../../../net/loop.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Session } from '../../http/sessions/session.js';
import type { Peer } from '../peers/peer.js';
import type { UpstreamLink } from '../peers/upstream-link.js';
import type { Asked, ProxyContext, ProxyLocation } from '../plan/proxy-location.js';
import type { ProxyTarget } from '../plan/proxy-plan.js';
import { unbound } from '../plan/source-bind.js';
import { type Attempted, Attempts } from './attempts.js';
import { composeRequestHead, upstreamUri } from './compose-request.js';
import { type Failure, statusFor } from './failure.js';
import { openUpstream, type UpstreamWish } from './open-upstream.js';
import type { RequestBody } from './request-body.js';
import { connectionEnded, disabled, NO_LIVE_UPSTREAMS, type Stage } from './trouble.js';

/**
 * The upstream's side of an exchange, up to the head of an answer: chooses a server, connects,
 * sends the request, and tries another if that fails. The subclass handles the answer and the
 * client. This is a base class because a member object would cost one more object for every
 * request.
 */
export abstract class UpstreamCall implements Attempted, UpstreamWish, Timed {
  deadlineMs = 0;
  sweepPlace = -1;
  attachedPlace = -1;
  readonly context: ProxyContext;
  readonly location: ProxyLocation;
  readonly target: ProxyTarget;
  readonly request: HttpRequest;
  readonly asked: Asked;
  readonly attempts: Attempts;
  readonly body: RequestBody;
  protected readonly session: Session;
  protected link: UpstreamLink | null = null;
  /** The exchange has ended in some way. */
  protected over = false;
  /** The head that the upstream is sent. */
  #head = '';
  #contacted = false;
  #connected = false;
  /** How many source ports may still be tried, with `proxy_bind_ports`. */
  #portTries = 0;

  /** @param body the request's body, which may already be collected for another server */
  constructor(
    context: ProxyContext,
    asked: Asked,
    location: ProxyLocation,
    target: ProxyTarget,
    body: RequestBody,
  ) {
    const { session, request } = asked;
    this.context = context;
    this.location = location;
    this.target = target;
    this.request = request;
    this.asked = asked;
    this.session = session;
    request.answer.proxyHost = target.host;
    request.answer.passedUri = target.uri;
    this.attempts = new Attempts(this);
    this.body = body;
    context.sweep.add(this);
  }

  abstract onData(connection: Connection, bytes: Buffer, length: number): void;
  abstract onEnd(connection: Connection): void;
  abstract onDrainDeadline(): void;
  abstract close(): void;
  /** No server is left to ask; the client gets this status. */
  protected abstract refuse(status: number): void;
  /** Another server is asked and answers from the beginning. */
  protected abstract restart(): void;

  /** Bytes that the server, or the kernel on the way to it, has taken. */
  get sentBytes(): number {
    return this.body.sentBytes - (this.link?.connection.pendingBytes ?? 0);
  }

  onOpen(): void {
    this.attempts.connected();
    this.#connected = true;
    this.#sendRequest();
  }

  onDrain(): void {
    this.awaitUpstream();
    this.session.resumeBody();
  }

  onClose(connection: Connection, reason: CloseReason): void {
    if (connection !== this.link?.connection) return;
    const { peer } = this.attempts;
    // The port was taken, which says nothing about the server.
    if (reason === 'no-port' && peer !== null && this.#portTries-- > 1) {
      this.#open(peer);
      return;
    }
    // No descriptor is left in this process, which says nothing about the server either.
    if (reason === 'no-descriptor' && peer !== null) {
      if (this.context.slots.makeRoom()) this.#open(peer);
      else this.#outOfRoom(...connectionEnded(reason, this.stage));
      return;
    }
    if (!this.#connected && peer !== null) {
      const source = this.location.plan.bind?.(this.request) ?? null;
      const refused = unbound(source, reason, peer.address);
      if (refused !== null) {
        this.#outOfRoom('crit', refused);
        return;
      }
    }
    this.log(...connectionEnded(reason, this.stage));
    this.failed(reason === 'timeout' ? 'timeout' : 'error');
  }

  onDeadline(): void {
    this.log(...connectionEnded('timeout', this.stage));
    this.failed('timeout');
  }

  protected contact(): void {
    if (this.#contacted || this.over) return;
    this.#contacted = true;
    // One head for all servers, composed before any is chosen, so that it does not depend on the
    // server.
    this.#head = composeRequestHead(this.request, this.location, this.body.field);
    this.#connect();
  }

  /** This server did not answer properly: tries the next one, or reports the failure to the client. */
  protected failed(failure: Failure): void {
    const stale = failure === 'error' && this.link !== null && this.link.requests > 0;
    const peer = this.attempts.failed(failure, statusFor(failure));
    if (stale) this.attempts.allowOneMore();
    if (peer?.disabled) this.log('warn', disabled(this.stage), peer);
    this.#drop();
    if (this.attempts.mayRetry(failure, this.body.resendable)) this.#tryNext();
    else this.refuse(statusFor(failure));
  }

  /** This server's answer is a reason to ask the next one. */
  protected passOver(failure: Failure): void {
    this.attempts.failed(failure, 0);
    this.#drop();
    this.#tryNext();
  }

  /** Releases the server, which has done its work; nothing more is asked. */
  protected end(): void {
    this.attempts.succeeded();
    this.#drop();
    this.over = true;
    this.attempts.close();
    this.context.sweep.delete(this);
  }

  /**
   * The server has to read what is sent to it, and then to answer. While it waits for the rest of a
   * body, the client's session has the deadline.
   */
  protected awaitUpstream(): void {
    const { readTimeoutMs, sendTimeoutMs } = this.location.plan.settings;
    const connection = this.link?.connection;
    if (connection?.state === 'connecting') return;
    let ms = 0;
    if (connection?.state === 'open') {
      if (connection.blocked) ms = sendTimeoutMs;
      else if (this.body.complete) ms = readTimeoutMs;
    }
    this.deadlineMs = ms === 0 ? 0 : this.context.sweep.nowMs + ms;
  }

  protected log(level: LogLevel, message: string, peer = this.attempts.peer): void {
    const name = peer?.name ?? this.target.group.name;
    const url = `http://${name}${upstreamUri(this.request, this.location)}`;
    this.asked.log(level, message, url);
  }

  protected get stage(): Stage {
    if (!this.#connected) return 'connecting to';
    const sent = (this.link?.connection.pendingBytes ?? 0) === 0;
    return sent ? 'reading response header from' : 'sending request to';
  }

  #tryNext(): void {
    this.restart();
    this.#connect();
  }

  #connect(): void {
    const peer = this.attempts.next();
    if (peer === null) {
      this.log('error', NO_LIVE_UPSTREAMS);
      this.refuse(502);
      return;
    }
    this.#portTries = this.location.plan.ports?.tries ?? 0;
    this.#open(peer);
  }

  #open(peer: Peer): void {
    this.link = openUpstream(peer, this);
    if (this.link === null) {
      this.#outOfRoom('alert', `${this.context.slots.exhausted} while connecting to upstream`);
      return;
    }
    this.#connected = this.link.requests > 0;
    if (!this.#connected) {
      // The sweep's deadline, because a timer for each connect would cost more than everything else
      // here.
      const { sweep } = this.context;
      this.deadlineMs = sweep.nowMs + this.location.plan.settings.connectTimeoutMs;
      return;
    }
    this.attempts.connected();
    this.#sendRequest();
  }

  /** As in nginx, no other server is asked, because there is no connection for it either. */
  #outOfRoom(level: LogLevel, message: string): void {
    this.log(level, message);
    this.refuse(500);
  }

  #sendRequest(): void {
    const connection = this.link?.connection;
    if (connection === undefined) return;
    this.attempts.requestSent = true;
    const flushed = this.body.sendTo(connection, this.#head);
    this.awaitUpstream();
    if (flushed) this.session.resumeBody();
    else this.session.pauseBody();
  }

  #drop(): void {
    const connection = this.link?.connection;
    this.link = null;
    this.body.detach();
    this.deadlineMs = 0;
    connection?.close();
  }
}
