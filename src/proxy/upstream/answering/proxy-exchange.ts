import type { Connection } from '../../../net/loop.js';
import { finalStatus } from '../../http/answers/answer.js';
import { type Framing, NO_BODY, responseFraming } from '../../http/bodies/framing.js';
import { isPersistent, type ResponseHead } from '../../http/heads/response-head.js';
import type { Exchange } from '../../http/sessions/exchange.js';
import { badResponse, connectionEnded, tooLargeBody } from '../asking/trouble.js';
import { UpstreamCall } from '../asking/upstream-call.js';
import { Tunnel } from '../joined/tunnel.js';
import { AnswerReader } from './answer-reader.js';
import { composeResponseHead, relayingOf } from './compose-response.js';
import { Relay } from './relay.js';
import { judge, TAKE, type Verdict } from './verdict.js';

/** Passes one request to an upstream and reads the answer up to the end of its head. */
export class ProxyExchange extends UpstreamCall implements Exchange {
  /** The client has gone, so the answer is no longer needed. */
  clientGone = false;
  readonly #reader = new AnswerReader();

  /** Call it once, before anything else. */
  start(): void {
    if (this.body.complete) this.contact();
    // Not at once: body bytes that arrived with the head are sent with it, and may be the whole
    // body.
    else if (this.body.ready) queueMicrotask(() => this.contact());
  }

  onBodyPiece(bytes: Buffer, start: number, end: number): void {
    if (this.over) return;
    const waited = !this.body.ready;
    const taken = this.body.take(bytes, start, end);
    this.awaitUpstream();
    if (taken === 'too-long') this.#refuseBody(end - start);
    else if (taken === 'full') {
      this.session.pauseBody();
      if (waited) this.contact();
    }
  }

  onBodyEnd(): void {
    if (this.over) return;
    this.body.end();
    this.contact();
    this.awaitUpstream();
  }

  onBadBody(): void {
    this.asked.log('error', 'client sent invalid chunked body');
  }

  onClientDrain(): void {}

  /** `proxy_ignore_client_abort`, once the whole request is here. */
  get outlivesFin(): boolean {
    return this.location.plan.settings.ignoreClientAbort && this.body.complete;
  }

  onClientGone(): void {
    if (this.outlivesFin && !this.over) {
      this.clientGone = true;
    } else {
      this.end();
    }
  }

  onData(connection: Connection, bytes: Buffer, length: number): void {
    if (connection !== this.link?.connection) return;
    // A part of a head does not extend the time-out, as in nginx: a head sent byte by byte would
    // never time out.
    this.attempts.received(length);
    const { bufferBytes } = this.location.plan.settings;
    const head = this.#reader.readAnswer(bytes, length, bufferBytes);
    if (head === 'more') return;
    const framing = head === 'bad' ? null : this.#framingOf(head);
    if (head === 'bad' || framing === null) {
      this.log('error', badResponse(this.stage));
      this.failed('invalid_header');
      return;
    }
    const verdict = this.#judge(head);
    if (verdict !== TAKE) this.#leave(verdict);
    else this.#take(head, framing, bytes, length);
  }

  onEnd(connection: Connection): void {
    if (connection !== this.link?.connection) return;
    this.log(...connectionEnded('fin', this.stage));
    this.failed('error');
  }

  /** The waiting timeout has passed: the client's connection ends with this response. */
  onDrainDeadline(): void {
    this.session.closeAfterResponse();
    this.refuse(504);
  }

  close(): void {
    this.session.close();
  }

  protected restart(): void {
    this.#reader.restart();
  }

  /** null = the answer cannot be passed to a client. */
  #framingOf({ headers, status }: ResponseHead): Framing | null {
    if (status === 101 && this.request.headers.get('upgrade') === undefined) return null;
    return responseFraming(headers, status, this.method);
  }

  /** The method that the upstream was asked with. */
  private get method(): string {
    return this.location.plan.method?.(this.request) ?? this.request.method;
  }

  #judge(head: ResponseHead): Verdict {
    this.attempts.answered(head.status);
    this.request.answer.upstreamHeaders = head.headers;
    return judge(head, this.location.plan, this.asked, this.attempts, this.body.resendable);
  }

  protected refuse(status: number, fields = ''): void {
    this.end();
    if (!this.clientGone) this.session.handOver(this.asked.fail(status, fields));
  }

  /** The answer goes to the client from here on. */
  #take(head: ResponseHead, framing: Framing, bytes: Buffer, length: number): void {
    const { request, session, location, link } = this;
    const { answer, method } = request;
    if (link === null) return;
    answer.status = finalStatus(request, head.status);
    const asked = this.method;
    // A client's HEAD may be sent with another method; a body is then not waited for.
    const unread = method === 'HEAD' && asked !== method && framing.kind !== 'none';
    const empty = asked === 'HEAD' && method !== asked;
    const relaying = empty ? 'empty' : relayingOf(framing, request, location.chunkedCoding);
    const carried = this.asked.carriedTo(head.headers.get('content-type') !== undefined);
    const text = composeResponseHead(session, request, head, relaying, location, carried);
    session.out.prepare(text);
    // Without a log nothing reads these fields any more.
    if (!session.logs) answer.upstreamHeaders = null;
    const { readUpTo } = this.#reader;
    if (head.status === 101) {
      this.#upgrade(link.connection, bytes.subarray(readUpTo, length));
      return;
    }
    this.link = null;
    this.over = true;
    const persistent = !unread && isPersistent(head);
    const relay = new Relay(this, link, unread ? NO_BODY : framing, relaying, persistent);
    relay.begin(bytes, readUpTo, length);
  }

  #upgrade(connection: Connection, rest: Buffer): void {
    if (this.clientGone) {
      this.end();
      return;
    }
    const client = this.session.connection;
    const { peer } = this.attempts;
    const { tunnels, sweep } = this.context;
    this.session.out.flush();
    const held = this.session.detach();
    this.link = null;
    this.end();
    const tunnel = new Tunnel({
      client,
      upstream: connection,
      sweep,
      idleMs: this.location.plan.settings.readTimeoutMs,
      tunnels,
      peer,
      onEnd: this.session.handLogOn(),
    });
    if (held !== null) tunnel.onData(client, held, held.length);
    if (rest.length > 0) tunnel.onData(connection, rest, rest.length);
  }

  /** The answer does not go to the client. */
  #leave(verdict: Verdict): void {
    if (verdict.kind === 'intercept') this.refuse(verdict.status, verdict.fields);
    else if (verdict.kind === 'pass-over') this.passOver(verdict.failure);
    else if (verdict.kind === 'redirect') this.#redirect(verdict);
  }

  #redirect({ to, carried }: Extract<Verdict, { kind: 'redirect' }>): void {
    this.end();
    if (!this.clientGone) this.session.handOver(this.asked.redirect(to, carried));
  }

  #refuseBody(pieceBytes: number): void {
    this.asked.log('error', tooLargeBody(this.body.receivedBytes, pieceBytes));
    this.refuse(413);
  }
}
