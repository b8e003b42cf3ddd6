import { formatEndpoint } from '../lib/address/origin.js';
import type { ConnectionEnd, RequestOutcome } from '../model/ledger.js';
import type { Range, SessionKind } from '../model/scenario.js';
import type { CloseReason, Connection, Loop } from '../net/loop.js';
import type { PlannedConnection } from '../plan/connections.js';
import { drawFrom } from '../plan/random.js';
import type { ClientContext } from './client-context.js';
import { type ConnectionOwner, clientHandler } from './client-handler.js';
import { connectionEnd, type EndedBy } from './connection-end.js';
import { Exchange, type RequestSpec } from './exchange.js';
import type { Sleeper } from './schedule/agenda.js';
import type { Pulse, PulseTaker } from './schedule/pulse.js';
import type { Session, SessionHost } from './session.js';

/** Time-out of a connect. A SYN lost to a full accept queue is sent again after 1, 3 and 7 s. */
const CONNECT_TIMEOUT_MS = 10_000;

/** One connection of the load, from connect to its record. Its session decides what it sends. */
export class Client implements Sleeper, SessionHost, ConnectionOwner, PulseTaker {
  dueMs = Number.POSITIVE_INFINITY;
  readonly plan: PlannedConnection;
  readonly #context: ClientContext;
  readonly #session: Session;
  readonly startedMs: number;
  readonly #connection: Connection;
  #exchange: Exchange | null = null;
  #sent = 0;
  #openMs: number | null = null;
  #peerFinMs: number | null = null;
  #announcedClose = false;
  /** The pulse that waits for a byte of this connection. */
  #pulse: Pulse | null = null;
  #settled = false;
  #ending = false;
  /** Which side ended the connection first; what follows is only the other side's part of the end. */
  #endedBy: EndedBy | null = null;

  constructor(plan: PlannedConnection, session: Session, loop: Loop, context: ClientContext) {
    this.plan = plan;
    this.#session = session;
    this.#context = context;
    this.startedMs = context.now();
    context.counts.connecting++;
    this.#connection = loop.connect({
      to: context.plan.origin,
      bind: plan.bind,
      handler: clientHandler,
      owner: this,
      timeoutMs: CONNECT_TIMEOUT_MS,
    });
  }

  get index(): number {
    return this.plan.index;
  }

  get kind(): SessionKind {
    return this.plan.session.kind;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get upgraded(): boolean {
    return this.#exchange?.reader.state === 'upgraded';
  }

  now(): number {
    return this.#context.now();
  }

  draw(range: Range): number {
    return drawFrom(range, this.#context.plan.seed, this.index, this.#sent);
  }

  wakeAt(atMs: number): void {
    this.#context.agenda.wake(this, atMs);
  }

  request(spec: RequestSpec): void {
    const { plan, counts } = this.#context;
    const exchange = new Exchange(`${this.index}-${this.#sent}`, spec, this.now(), plan);
    this.#exchange = exchange;
    this.#sent++;
    counts.requests++;
    counts.inFlight++;
    this.#connection.write(exchange.head());
    this.#settleBy('sent');
  }

  leave(): void {
    this.#close('self');
  }

  /** Gives up requests that have no whole answer within their own length and the run's patience. */
  giveUpOverdue(nowMs: number): void {
    const { patienceMs } = this.#context.plan;
    const exchange = this.#exchange;
    if (!exchange) return;
    const overdueMs = this.upgraded
      ? (this.#session.tunnel?.waitingSinceMs ?? Number.POSITIVE_INFINITY) + patienceMs
      : exchange.overdueMs(patienceMs);
    if (nowMs <= overdueMs) return;
    this.#endExchange('timeout');
    this.#close('timed-out');
  }

  due(nowMs: number): void {
    if (this.#connection.state === 'open' && this.#peerFinMs === null) {
      this.#session.due(this, nowMs);
    }
  }

  /**
   * The run ends: nothing new is sent, and requests in flight may finish. A session that sends one
   * last request does so at `lastRequestMs`, which the caller spreads.
   */
  finish(lastRequestMs: number): void {
    if (this.#ending) return;
    this.#ending = true;
    // A connect in progress has a time-out of its own, which the end of the run waits for.
    if (this.#openMs === null) return;
    if (this.upgraded) this.#endTunnel();
    else if (this.#exchange) return;
    else if (this.#session.asksLast && !this.#announcedClose) this.wakeAt(lastRequestMs);
    else this.#close('self');
  }

  takePulse(pulse: Pulse, atMs: number): boolean {
    if (this.#openMs === null || this.#endedBy !== null || this.#announcedClose) return false;
    this.#pulse = pulse;
    if (this.upgraded || !this.#exchange) this.wakeAt(atMs);
    return true;
  }

  /** The run's patience is over: requests in flight are recorded as open. */
  abandon(): void {
    this.#ending = true;
    this.#endExchange('open');
    this.#close('self');
  }

  opened(): void {
    this.#openMs = this.now();
    this.#context.counts.connecting--;
    this.#context.counts.open++;
    this.#context.counts.opened++;
    // Read now, because the record is written when the connection is over.
    void this.#connection.localPort;
    if (this.#ending) this.#close('self');
    else this.#session.opened(this);
  }

  received(bytes: Buffer, length: number): void {
    const exchange = this.#exchange;
    if (this.#pulse) this.#endPulse(true);
    if (!exchange) this.#giveUpCorrupt();
    else if (this.upgraded) this.#receivedInTunnel(bytes, 0, length);
    else this.#receivedResponse(exchange, bytes, length);
  }

  peerEnded(): void {
    const nowMs = this.now();
    this.#peerFinMs = nowMs;
    const exchange = this.#exchange;
    if (exchange && !this.upgraded) {
      exchange.reader.end(nowMs);
      if (exchange.reader.state === 'complete') this.#endExchange(exchange.answer);
      else this.#endExchange(exchange.reader.started ? 'cut' : 'unanswered');
    } else if (exchange && this.#endedBy === null) {
      this.#endExchange(this.#session.tunnel?.unansweredBytes ? 'cut' : 'complete');
    }
    this.#endedBy ??= 'peer';
    this.#connection.end();
  }

  closed(reason: CloseReason): void {
    const { counts } = this.#context;
    const opened = this.#openMs !== null;
    const end = connectionEnd(reason, opened, this.#endedBy);
    const lost = opened && end !== 'held' && end !== 'given-up';
    this.#endPulse(false);
    this.#endExchange(end === 'rst' || end === 'timeout' ? 'reset' : 'open');
    counts[opened ? 'open' : 'connecting']--;
    if (!opened) counts.failed++;
    if (lost) counts.ended++;
    this.dueMs = Number.POSITIVE_INFINITY;
    this.#record(end);
    this.#settle();
    this.#context.gone(this.plan, lost);
  }

  #answered(exchange: Exchange): void {
    const { head } = exchange.reader;
    this.#endExchange(exchange.answer);
    if (!head) return;
    this.#announcedClose = head.close;
    this.#settleBy('answer');
    if (this.#ending) this.#close('self');
    else if (!head.close || this.kind === 'visit') this.#session.answered(this, head);
  }

  #receivedResponse(exchange: Exchange, bytes: Buffer, length: number): void {
    const { reader } = exchange;
    const nowMs = this.now();
    const at = reader.read(bytes, 0, length, nowMs);
    if (reader.head) this.#settleBy('head');
    if (reader.state === 'upgraded' && this.#session.tunnel) {
      this.#session.tunnel.opened(this, nowMs);
      this.#receivedInTunnel(bytes, at, length);
    } else if (at < length || reader.state === 'corrupt' || reader.state === 'upgraded') {
      this.#giveUpCorrupt();
    } else if (reader.state === 'complete') this.#answered(exchange);
  }

  #receivedInTunnel(bytes: Buffer, start: number, end: number): void {
    if (!this.#session.tunnel?.received(bytes, start, end, this.now())) this.#giveUpCorrupt();
    else if (this.#ending) this.#endTunnel();
  }

  /** Sends FIN once the last echo is back; the peer then has only its own FIN left to send. */
  #endTunnel(): void {
    this.#session.tunnel?.stop();
    if (this.#session.tunnel?.unansweredBytes !== 0) return;
    this.#endedBy ??= 'self';
    this.#connection.end();
  }

  #giveUpCorrupt(): void {
    this.#endExchange('corrupt');
    this.#close('given-up');
  }

  #endPulse(answered: boolean): void {
    this.#pulse?.settle(answered);
    this.#pulse = null;
  }

  #close(by: EndedBy): void {
    this.#endedBy ??= by;
    this.#connection.close();
  }

  #endExchange(outcome: RequestOutcome): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    const bodyBytes = this.upgraded
      ? (this.#session.tunnel?.echoedBytes ?? 0)
      : exchange.reader.bodyBytes;
    this.#exchange = null;
    exchange.reader.drop();
    this.#context.counts.inFlight--;
    this.#context.recordRequest(exchange.record(this, outcome, this.now(), bodyBytes));
  }

  #record(end: ConnectionEnd): void {
    const { localAddress, localPort, remoteAddress, remotePort } = this.#connection;
    this.#context.recordConnection({
      index: this.index,
      kind: this.kind,
      local:
        this.#openMs === null && localPort === 0
          ? ''
          : formatEndpoint({ address: localAddress, port: localPort }),
      remote: formatEndpoint({ address: remoteAddress, port: remotePort }),
      startedMs: this.startedMs,
      openMs: this.#openMs,
      closedMs: this.now(),
      end,
      peerFinMs: this.#peerFinMs,
      announcedClose: this.#announcedClose,
      unansweredBytes: this.#session.tunnel?.unansweredBytes ?? 0,
      lastSentMs: this.#session.tunnel?.lastSentMs ?? null,
    });
  }

  #settleBy(event: Session['settledBy']): void {
    if (event === this.#session.settledBy) this.#settle();
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#context.settled(this.plan);
  }
}
