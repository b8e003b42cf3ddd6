import { EventEmitter, once } from 'node:events';
import type { CloseReason, Connection, ConnectionHandler } from '../../../src/net/loop.js';

/** A handler that records what happens to one connection and lets a test await it. */
export class Probe implements ConnectionHandler {
  /** `open`, `data`, `drain`, `end`, `close:<reason>`, in order; runs of `data` count as one. */
  readonly story: string[] = [];
  /** Everything received, as long as `keep` is true. */
  received = Buffer.alloc(0);
  receivedBytes = 0;
  keep = true;
  connection: Connection | undefined;
  /** Runs inside the handler's call, to test what a handler may do there. */
  readonly on: Partial<ConnectionHandler> = {};
  readonly #events = new EventEmitter();

  onOpen(connection: Connection): void {
    this.connection = connection;
    this.#note('open');
    this.on.onOpen?.(connection);
  }

  onData(connection: Connection, bytes: Buffer, length: number): void {
    this.receivedBytes += length;
    if (this.keep) this.received = Buffer.concat([this.received, bytes.subarray(0, length)]);
    this.#note('data');
    this.on.onData?.(connection, bytes, length);
  }

  onDrain(connection: Connection): void {
    this.#note('drain');
    this.on.onDrain?.(connection);
  }

  onEnd(connection: Connection): void {
    this.#note('end');
    this.on.onEnd?.(connection);
  }

  onClose(connection: Connection, reason: CloseReason): void {
    this.connection ??= connection;
    this.#note(`close:${reason}`);
    this.on.onClose?.(connection, reason);
  }

  /** Resolves when the event has happened; at once if it already has. */
  async saw(event: 'open' | 'data' | 'drain' | 'end' | `close:${CloseReason}`): Promise<void> {
    await this.until(() => this.story.includes(event));
  }

  async closed(): Promise<CloseReason> {
    await this.until(() => this.story.at(-1)?.startsWith('close:') ?? false);
    return this.story.at(-1)?.slice('close:'.length) as CloseReason;
  }

  /** Tests the condition again after every event of this connection. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#events, 'event');
  }

  #note(event: string): void {
    if (this.story.at(-1) !== event) this.story.push(event);
    this.#events.emit('event');
  }
}
