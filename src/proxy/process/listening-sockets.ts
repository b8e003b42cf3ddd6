import { formatEndpoint } from '../../lib/address/origin.js';
import type { Listener, Loop } from '../../net/loop.js';
import { type ListenSocket, listeningOf } from '../serving/listen-sockets.js';
import type { AcceptHearer } from '../serving/proxy.js';

/** Listeners by `address:port`, as the configuration names them. */
export type OpenSockets = ReadonlyMap<string, Listener>;

/** Where connections of a socket go. */
export type HearerOn = (socket: ListenSocket) => AcceptHearer;

/** The workers accept; in the master a socket is only kept open for later workers. */
const NOBODY: HearerOn = () => ({
  accept: () => {
    throw new Error('the master accepts nothing');
  },
  onExhausted: () => undefined,
});

/**
 * The sockets of a master, which its workers inherit. A socket that stays from one configuration to
 * the next is never closed in between; a client that connects meanwhile waits in its queue.
 */
export class ListeningSockets {
  readonly #loop: Loop;
  readonly #open = new Map<string, Listener>();
  readonly #hearerOn: HearerOn;

  constructor(loop: Loop, hearerOn = NOBODY) {
    this.#loop = loop;
    this.#hearerOn = hearerOn;
  }

  /**
   * Opens the sockets that are not open yet, paused. If one fails, the ones opened by this call are
   * closed again.
   * @throws TidegateError LISTEN_*
   */
  async open(wanted: readonly ListenSocket[]): Promise<OpenSockets> {
    const before = new Set(this.#open.keys());
    try {
      for (const socket of wanted) {
        const name = nameOf(socket);
        if (!this.#open.has(name)) this.#open.set(name, await this.#listen(socket));
      }
    } catch (error) {
      this.keepOnly(before);
      throw error;
    }
    return new Map(wanted.map(nameOf).map((name) => [name, this.#open.get(name) as Listener]));
  }

  has(socket: ListenSocket): boolean {
    return this.#open.has(nameOf(socket));
  }

  /** Closes all others in this process; workers that inherited them continue until they close theirs. */
  keepOnly(names: { has(name: string): boolean }): void {
    for (const [name, listener] of this.#open) {
      if (names.has(name)) continue;
      listener.close();
      this.#open.delete(name);
    }
  }

  close(): void {
    this.keepOnly(new Set());
  }

  #listen(socket: ListenSocket): Promise<Listener> {
    return this.#loop.listen({
      ...listeningOf(socket),
      paused: true,
      ...this.#hearerOn(socket),
    });
  }
}

/** `address:port`, as the configuration names it. */
export function nameOf({ address, port }: ListenSocket): string {
  return formatEndpoint({ address, port });
}
