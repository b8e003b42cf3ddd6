import type { Connection } from '../../net/loop.js';
import type { Exchange } from '../http/exchange.js';
import type { ResponseHead } from '../http/response-head.js';
import { badResponse, connectionEnded, tooLargeBody } from './trouble.js';
import { Tunnel } from './tunnel.js';
import { UpstreamCall } from './upstream-call.js';
import { judge, TAKE, type Verdict } from './verdict.js';

/** One request passed on to an upstream, its body one way and its response the other. */
export class ProxyExchange extends UpstreamCall implements Exchange {
  /** Nobody reads the answer any more. */
  #clientGone = false;

  /** To be called once, before anything else. */
  start(): void {
    if (this.body.complete) this.contact();
    // Not at once: what came of the body with the head goes out with it, and may be all.
    else if (this.body.ready) queueMicrotask(() => this.contact());
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
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

  onClientDrain(): void {
    if (!this.relay.blocked) return;
    this.relay.blocked = false;
    this.link?.connection.resume();
    this.awaitUpstream();
  }

  /** `proxy_ignore_client_abort`, once the whole of the request is here. */
  get outlivesFin(): boolean {
    return this.location.plan.settings.ignoreClientAbort && this.body.complete;
  }

  onClientGone(): void {
    if (this.outlivesFin && !this.over) {
      this.#clientGone = true;
      this.onClientDrain();
      return;
    }
    this.end();
  }

  onData(connection: Connection, bytes: Buffer, length: number): void {
    if (connection !== this.link?.connection) return;
    const { relay, attempts } = this;
    this.awaitUpstream();
    const fromHead = !relay.begun;
    attempts.received(length);
    const state = relay.read(bytes, length);
    if (relay.begun) attempts.receivedBody(fromHead ? length - relay.readUpTo : length);
    if (state === 'complete' || state === 'excess') this.#complete(state === 'complete');
    else if (state === 'bad') {
      this.log('error', badResponse(this.stage));
      this.failed('invalid_header');
    } else if (state === 'left') this.#leave(relay.verdict);
    else if (state === 'upgrade') {
      this.#upgrade(connection, bytes.subarray(relay.readUpTo, length));
    } else if (relay.blocked && !this.#clientGone) {
      connection.pause();
      this.awaitUpstream();
    }
  }

  onEnd(connection: Connection): void {
    if (connection !== this.link?.connection) return;
    if (this.relay.endsWithConnection) {
      this.relay.endWithConnection();
      this.#complete(false);
    } else {
      this.log(...connectionEnded('fin', this.stage));
      this.failed('error');
    }
  }

  /** The waiting timeout has passed: this client ends with the response that it gets now. */
  onDrainDeadline(): void {
    this.session.closeAfterResponse();
    if (this.relay.begun) this.cut();
    else this.refuse(504);
  }

  close(): void {
    this.session.close();
  }

  judge(head: ResponseHead): Verdict {
    this.attempts.answered(head.status);
    this.request.answer.upstreamHeaders = head.headers;
    const { plan } = this.location;
    const verdict = judge(head, plan, this.asked, this.attempts, this.body.resendable);
    // A response may be held for days; what was asked is not wanted any more.
    if (verdict === TAKE) this.head = '';
    return verdict;
  }

  protected refuse(status: number, fields = ''): void {
    this.end();
    if (!this.#clientGone) this.session.handOver(this.asked.fail(status, fields));
  }

  protected cut(): void {
    this.end();
    if (!this.#clientGone) this.session.cut(this.relay.closeDelimited);
  }

  /** @param whole the response ended in order, and the connection may be used again. */
  #complete(whole: boolean): void {
    const { link } = this;
    const { peer } = this.attempts;
    this.link = null;
    this.end();
    if (link !== null && peer !== null) {
      const { pool } = this.target.group;
      if (this.relay.blocked) link.connection.resume();
      link.requests++;
      if (whole && pool !== null && peer.healthy && this.#leavesClean(link.connection)) {
        pool.put(peer, link);
      } else {
        link.connection.close();
      }
    }
    if (!this.#clientGone) this.session.finish();
  }

  /** Nothing of this request is still under way on the connection, and the server keeps it. */
  #leavesClean(connection: Connection): boolean {
    return this.body.complete && connection.pendingBytes === 0 && this.relay.persistent;
  }

  #upgrade(connection: Connection, rest: Buffer): void {
    if (this.#clientGone) {
      this.cut();
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
  }

  #refuseBody(pieceBytes: number): void {
    this.asked.log('error', tooLargeBody(this.body.receivedBytes, pieceBytes));
    this.refuse(413);
  }
}
