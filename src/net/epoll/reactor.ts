import { EPOLL_CLOEXEC } from './constants.js';
import { type Kernel, MAX_EVENTS } from './kernel.js';
import { Outgoing } from './outgoing.js';
import { Splices } from './splices.js';
import type { PollHandle } from './syscalls.js';

/** What a reactor watches: a connection or a listener. */
export interface Watched {
  readonly fd: number;
  /**
   * Set by the reactor. A descriptor's number is used again; this counts its owners, so that an old
   * event is told from a new one.
   */
  generation: number;
  /** @param events EPOLL* bits. */
  onEvents(events: number): void;
}

/** Something with work left for the loop's own turn. */
export interface Deferred {
  runDeferred(): void;
}

/** epoll_wait calls in one turn. After them Node's timers, signals and IPC get their turn. */
const POLLS_A_TURN = 4;

/**
 * Turns what the kernel reports into calls. Its epoll descriptor is itself watched by Node's event
 * loop (an epoll can watch an epoll). So the process sleeps in one place, wakes for either, needs
 * no thread, and ends when nothing is left to watch.
 */
export class Reactor {
  readonly kernel: Kernel;
  readonly outgoing: Outgoing;
  readonly splices: Splices;
  /** Open and connecting connections; they count themselves here. */
  connections = 0;
  /** All listeners, also paused ones, which are not watched; they add themselves. */
  readonly listeners = new Set<{ close(): void }>();
  /** Whatever else has to run in `settle`. */
  settling: { settle(): void } | null = null;
  readonly #epfd: number;
  readonly #wakeup: PollHandle;
  /**
   * Indexed by descriptor. The kernel hands out the lowest free number, so the array stays dense.
   */
  readonly #watched: (Watched | undefined)[] = [];
  #watchedCount = 0;
  #generation = 0;
  #deferred: Deferred[] = [];
  /** Descriptors to be closed. */
  readonly #closes: number[] = [];
  #turnScheduled = false;
  #closed = false;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.outgoing = new Outgoing(kernel);
    this.splices = new Splices(kernel);
    this.#epfd = kernel.call.epoll_create1(EPOLL_CLOEXEC);
    if (this.#epfd < 0) throw new Error(`epoll_create1: ${kernel.errnoName()}`);
    this.#wakeup = kernel.call.poll(this.#epfd, () => this.#scheduleTurn());
    this.#wakeup.unref();
  }

  get closed(): boolean {
    return this.#closed;
  }

  get watched(): readonly (Watched | undefined)[] {
    return this.#watched;
  }

  /** Stops watching; deferred work still runs. */
  close(): void {
    this.#closed = true;
    this.closeNow();
    this.splices.close();
    this.#wakeup.close();
    this.kernel.call.close(this.#epfd);
  }

  /** Calls `onEvents` for what happens on `watched.fd`. Returns false when the kernel refuses. */
  watch(watched: Watched, events: number): boolean {
    watched.generation = this.#generation = (this.#generation + 1) | 0;
    if (this.kernel.watch(this.#epfd, watched.fd, watched.generation, events) < 0) return false;
    this.#watched[watched.fd] = watched;
    if (this.#watchedCount++ === 0) this.#wakeup.ref();
    return true;
  }

  /** Forgets a descriptor that is about to be closed; closing it removes it from the epoll. */
  forget(watched: Watched): void {
    if (this.#watched[watched.fd] !== watched) return;
    this.#watched[watched.fd] = undefined;
    if (--this.#watchedCount === 0 && !this.#closed) this.#wakeup.unref();
  }

  /**
   * Takes a descriptor out of the epoll while it stays open, here or in another process. Closing
   * alone does not remove it as long as another process holds the same socket (epoll(7), Q6).
   */
  unwatch(watched: Watched): void {
    if (this.#watched[watched.fd] !== watched) return;
    this.kernel.unwatch(this.#epfd, watched.fd);
    this.forget(watched);
  }

  /**
   * Calls `runDeferred` soon, in the loop's own turn. For callbacks that must not run inside the
   * call that causes them.
   */
  defer(task: Deferred): void {
    this.#deferred.push(task);
    this.#scheduleTurn();
  }

  /**
   * Calls `settle` once the events at hand are handled. A send, a connect or a close runs so much
   * kernel code that the next handler finds the processor's caches cold. Done one after the other
   * at the end, a small answer costs a seventh less, and a connection for each request a tenth to a
   * fifth less.
   */
  settleSoon(): void {
    this.#scheduleTurn();
  }

  /** Closes a descriptor in the next `settle`. No further event of it is reported. */
  closeSoon(fd: number): void {
    this.#closes.push(fd);
    this.#scheduleTurn();
  }

  /** Closes what `closeSoon` was given; returns whether there was anything to close. */
  closeNow(): boolean {
    const closes = this.#closes;
    if (closes.length === 0) return false;
    for (const fd of closes) this.kernel.call.close(fd);
    closes.length = 0;
    return true;
  }

  /**
   * A turn is an immediate of Node's. Handlers then run like every Node callback: afterwards
   * promises are settled and errors are reported. koffi's own callback does neither.
   */
  #scheduleTurn(): void {
    if (this.#turnScheduled) return;
    this.#turnScheduled = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    try {
      for (let polls = 0; polls < POLLS_A_TURN && !this.#closed; polls++) {
        const count = this.#dispatchEvents();
        this.settle();
        if (count < MAX_EVENTS) break;
      }
      this.#runDeferred();
    } finally {
      // Before anything else, also when a handler has thrown.
      this.settle();
      this.#turnScheduled = false;
      if (this.#deferred.length > 0) this.#scheduleTurn();
    }
  };

  #dispatchEvents(): number {
    const { kernel } = this;
    const count = kernel.poll(this.#epfd);
    for (let index = 0; index < count && !this.#closed; index++) {
      const watched = this.#watched[kernel.eventFd(index)];
      // A handler that was called for an earlier event of this batch may have closed this
      // descriptor, and its number may already belong to another connection.
      if (watched?.generation !== kernel.eventGeneration(index)) continue;
      watched.onEvents(kernel.eventMask(index));
    }
    return count;
  }

  /**
   * Does the work that waits. Closes go before connects, which may need the descriptors and ports.
   */
  settle(): void {
    this.outgoing.flush();
    this.closeNow();
    this.settling?.settle();
  }

  /**
   * Runs what was deferred so far. Work that this defers waits for the next turn, so that nothing
   * starves.
   */
  #runDeferred(): void {
    const tasks = this.#deferred;
    if (tasks.length === 0) return;
    this.#deferred = [];
    for (const task of tasks) task.runDeferred();
  }
}
