import { monotonicMs } from '../../lib/clock.js';
import type { Sweep } from '../../lib/sweep.js';
import type { CloseReason, Connection, Loop } from '../../net/loop.js';
import type { Slots } from '../slots/slots.js';
import { connectionEnded, disabled, NO_LIVE_UPSTREAMS } from '../upstream/asking/trouble.js';
import { Joined, type JoinedRoster } from '../upstream/joined/joined.js';
import type { Peer } from '../upstream/peers/peer.js';
import { invalidSource, unbound } from '../upstream/plan/source-bind.js';
import { keep } from '../variables/pattern.js';
import type { Subject } from '../variables/subject.js';
import type { StreamPlan } from './compile-server.js';
import { noTarget, RETURN_TIMED_OUT, resetBy, type Said, TIMED_OUT } from './stream-log.js';
import type { StreamSubject, StreamTry } from './stream-subject.js';
import { StreamTries } from './stream-tries.js';

/** A client that does not take the text of a `return` is closed after this time, as in nginx. */
const RETURN_TIMEOUT_MS = 5_000;

/** How a session ended, as values of `$status`. */
const STATUS = { ok: 200, internal: 500, badGateway: 502 } as const;

/** What all sessions of a process share. */
export interface StreamContext {
  readonly loop: Loop;
  readonly sweep: Sweep;
  readonly slots: Slots;
  /** Sessions in progress, to be closed when the process ends. */
  readonly sessions: JoinedRoster;
}

/**
 * One client of a `server` of stream, and the server that it is passed on to. As in nginx, the end
 * of one side is the end of both once the other has taken what was sent to it, unless
 * `proxy_half_close` keeps the other direction open.
 */
export class StreamSession extends Joined implements StreamSubject {
  kept: Subject['kept'] = null;
  captures: Subject['captures'] = null;
  status = 0;
  bytesReceived = 0;
  readonly serial: number;
  readonly startedMs = monotonicMs();
  readonly #plan: StreamPlan;
  readonly #context: StreamContext;
  /** Set only while a server is being looked for. */
  #looking: StreamTries | null = null;
  /** The server that was tried last. */
  #peer: Peer | null = null;
  #connectMs: number | null = null;
  /** Servers that could not be reached; null = the first one could. */
  #failed: StreamTry[] | null = null;
  /** Bytes sent to the client, whether or not the kernel has taken them. */
  #toClient = 0;

  constructor(client: Connection, serial: number, plan: StreamPlan, context: StreamContext) {
    super(client, null, context.sweep);
    this.serial = serial;
    this.#plan = plan;
    this.#context = context;
    context.sessions.add(this);
  }

  get connection(): Connection {
    return this.client;
  }

  get bytesSent(): number {
    return this.#toClient - this.client.pendingBytes;
  }

  get tries(): readonly StreamTry[] {
    const failed = this.#failed ?? [];
    if (this.#peer === null) return failed;
    const connected = this.#connectMs !== null;
    const last = {
      server: this.#peer.name,
      connectMs: this.#connectMs,
      bytesSent: connected ? this.bytesReceived - (this.upstream?.pendingBytes ?? 0) : 0,
      bytesReceived: this.#toClient,
    };
    return [...failed, last];
  }

  protected get idleMs(): number {
    return this.#plan.model.proxyTimeoutMs;
  }

  override onOpen(connection: Connection): void {
    if (connection === this.client) this.#begin();
    else this.#connected();
  }

  protected count(from: Connection, bytes: number): void {
    if (from === this.client) this.bytesReceived += bytes;
    else this.#toClient += bytes;
  }

  override onDrain(to: Connection): void {
    const other = this.otherThan(to);
    if (other === null || isOver(other)) this.#settle(other ?? to);
    else super.onDrain(to);
  }

  override onClose(connection: Connection, reason: CloseReason): void {
    if (this.#looking !== null && connection === this.upstream) {
      this.#unreached(this.#looking, reason);
    } else super.onClose(connection, reason);
  }

  override onDrainDeadline(): void {
    if (this.#looking === null) super.onDrainDeadline();
    else this.#finish(STATUS.badGateway);
  }

  protected onSideEnd(from: Connection): void {
    if (!this.#plan.model.proxyHalfClose) {
      this.#settle(from);
      return;
    }
    const other = this.otherThan(from);
    if (other?.ended) this.#plan.log.disconnected(this, this.#nameOf(from));
    other?.end();
  }

  protected onSideBroken(side: Connection): void {
    this.#plan.log.write(this, resetBy(this.#nameOf(side)));
    this.#settle(side);
  }

  protected onIdle(): void {
    this.#plan.log.write(this, this.#plan.text === null ? TIMED_OUT : RETURN_TIMED_OUT);
    this.#finish(STATUS.ok);
  }

  protected onGone(): void {
    this.#end(STATUS.ok);
    this.#context.sessions.delete(this);
  }

  #begin(): void {
    const { sets, text, target, log } = this.#plan;
    log.begun(this);
    // Nothing is read before there is a server to pass it on to.
    this.client.pause();
    for (const { slot, value } of sets) keep(this, slot, value(this));
    if (text !== null) {
      this.#answer(text(this));
      return;
    }
    const group = target(this);
    if (typeof group !== 'string') {
      const tries = new StreamTries(this, this.#plan, group);
      if (typeof tries.source === 'string') log.write(this, ['error', invalidSource(tries.source)]);
      this.#connect(tries);
      return;
    }
    log.write(this, ['error', noTarget(group)]);
    this.#finish(STATUS.internal);
  }

  #answer(text: string): void {
    this.#toClient = text.length;
    const flushed = this.client.writeText(text);
    if (flushed && this.client.pendingBytes === 0) this.#finish(STATUS.ok);
    else this.awaitFor(RETURN_TIMEOUT_MS);
  }

  #connect(looking: StreamTries): void {
    const peer = looking.next(this.sweep.nowMs);
    if (peer === null) {
      this.#note(looking.group.name);
      this.#plan.log.write(this, ['error', NO_LIVE_UPSTREAMS]);
      this.#finish(STATUS.badGateway);
      return;
    }
    this.#peer = peer;
    this.#open(looking, peer);
  }

  #open(looking: StreamTries, peer: Peer): void {
    const { slots } = this.#context;
    if (!slots.claim()) {
      this.#outOfRoom(['alert', `${slots.exhausted} while connecting to upstream`]);
      return;
    }
    this.#looking = looking;
    peer.attached.add(this);
    this.upstream = looking.connect(peer, this.#context.loop, this);
  }

  #connected(): void {
    const looking = this.#looking;
    if (looking === null || this.#peer === null || this.upstream === null) return;
    looking.group.balancer.succeeded(this.#peer, this.sweep.nowMs);
    this.#connectMs = looking.passedMs;
    this.#looking = null;
    this.#plan.log.reached(this, this.upstream);
    this.awaitFor(this.idleMs);
    this.client.resume();
  }

  #unreached(looking: StreamTries, reason: CloseReason): void {
    const peer = this.#peer;
    if (peer === null) return;
    const { log } = this.#plan;
    const said = connectionEnded(reason, 'connecting to');
    // No descriptor is left in this process, which says nothing about the server.
    if (reason === 'no-descriptor') {
      if (this.#context.slots.makeRoom()) this.#open(looking, peer);
      else this.#outOfRoom(said);
      return;
    }
    const refused = unbound(looking.source, reason, peer.address);
    if (refused !== null) {
      this.#outOfRoom(['crit', refused]);
      return;
    }
    log.write(this, said);
    const again = looking.failed(peer, this.sweep.nowMs);
    if (peer.disabled) log.write(this, ['warn', disabled('connecting to')]);
    this.#release();
    this.#note(peer.name);
    if (again) this.#connect(looking);
    else this.#finish(STATUS.badGateway);
  }

  /** As in nginx, no other server is tried, because there is no connection for it either. */
  #outOfRoom(said: Said): void {
    this.#plan.log.write(this, said);
    this.#finish(STATUS.internal);
  }

  #note(server: string): void {
    this.#peer = null;
    this.#failed ??= [];
    this.#failed.push({ server, connectMs: null, bytesSent: 0, bytesReceived: 0 });
  }

  /** This side has ended. The session ends too, once the other side has taken what is on its way. */
  #settle(side: Connection): void {
    if (owed(this.client) || (this.upstream !== null && owed(this.upstream))) return;
    if (this.#plan.text === null) this.#plan.log.disconnected(this, this.#nameOf(side));
    this.#finish(STATUS.ok);
  }

  #nameOf(side: Connection): 'client' | 'upstream' {
    return side === this.client ? 'client' : 'upstream';
  }

  #finish(status: number): void {
    this.#end(status);
    this.close();
  }

  /** Called once for each session, while its byte counts are still known. */
  #end(status: number): void {
    if (this.status !== 0) return;
    this.status = status;
    this.#looking = null;
    this.#plan.log.ended(this);
    this.#count();
    this.#release();
  }

  /** Adds the bytes to and from the server to that server's counters. */
  #count(): void {
    const counters = this.#peer?.counters;
    const last = this.tries.at(-1);
    if (counters === undefined || last === undefined) return;
    counters.sentBytes += last.bytesSent;
    counters.receivedBytes += last.bytesReceived;
  }

  #release(): void {
    this.#peer?.attached.delete(this);
  }
}

function isOver(side: Connection): boolean {
  return side.ended || side.state === 'closed';
}

function owed(side: Connection): boolean {
  return !isOver(side) && side.pendingBytes > 0;
}
