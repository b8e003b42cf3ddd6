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

/** One request passed on to an upstream, and its answer taken up to the end of its head. */
export class ProxyExchange extends UpstreamCall implements Exchange {
  /** Nobody reads the answer any more. */
  clientGone = false;
  readonly #reader = new AnswerReader();

  /** To be called once, before anything else. */
  start(): void {
    if (this.body.complete) this.contact();
    // Not at once: what came of the body with the head goes out with it, and may be all.
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

  /** `proxy_ignore_client_abort`, once the whole of the request is here. */
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
    // A part of a head wins no time, as in nginx: one that comes byte by byte would never time out.
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

  /** The waiting timeout has passed: this client ends with the response that it gets now. */
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

  /** null = no answer that a client could be given. */
  #framingOf({ headers, status }: ResponseHead): Framing | null {
    if (status === 101 && this.request.headers.get('upgrade') === undefined) return null;
    return responseFraming(headers, status, this.method);
  }

  /** What the upstream has been asked with. */
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

  /** The answer is the client's from here on. */
  #take(head: ResponseHead, framing: Framing, bytes: Buffer, length: number): void {
    const { request, session, location, link } = this;
    const { answer, method } = request;
    if (link === null) return;
    answer.status = finalStatus(request, head.status);
    const asked = this.method;
    // A client's HEAD may be asked with another method: what comes of a body is not waited for.
    const unread = method === 'HEAD' && asked !== method && framing.kind !== 'none';
    const empty = asked === 'HEAD' && method !== asked;
    const relaying = empty ? 'empty' : relayingOf(framing, request, location.chunkedCoding);
    const carried = this.asked.carriedTo(head.headers.get('content-type') !== undefined);
    const text = composeResponseHead(session, request, head, relaying, location, carried);
    session.out.prepare(text);
    // Nobody but the log would ask for them now.
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

  /** The answer is not for the client. */
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
