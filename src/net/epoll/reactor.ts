import { EPOLL_CLOEXEC } from './constants.js';
import { type Kernel, MAX_EVENTS } from './kernel.js';
import { Outgoing } from './outgoing.js';
import { Splices } from './splices.js';
import type { PollHandle } from './syscalls.js';

/** What a reactor watches: a connection or a listener. */
export interface Watched {
  readonly fd: number;
  /** Set by the reactor: which owner of this descriptor, counted over its life, this one is. */
  generation: number;
  /** @param events EPOLL* bits. */
  onEvents(events: number): void;
}

/** What has something left to do in the loop's own turn. */
export interface Deferred {
  runDeferred(): void;
}

/** epoll_wait calls in one turn; after them Node's timers, signals and IPC have theirs. */
const POLLS_A_TURN = 4;

/**
 * Turns what the kernel reports into calls. Its epoll descriptor is itself watched by Node's event
 * loop (an epoll can watch an epoll), so the process sleeps in one place, wakes for either, needs
 * no thread, and ends when nothing is left to watch.
 */
export class Reactor {
  readonly kernel: Kernel;
  readonly outgoing: Outgoing;
  readonly splices: Splices;
  /** Open and connecting connections; they count themselves. */
  connections = 0;
  /** Paused ones too, which are not watched; they enter themselves. */
  readonly listeners = new Set<{ close(): void }>();
  /** What else `settle` does. */
  settling: { settle(): void } | null = null;
  readonly #epfd: number;
  readonly #wakeup: PollHandle;
  /** By descriptor: the kernel gives out the lowest free one, so this stays dense. */
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

  /** Watches no more; what is deferred still runs. */
  close(): void {
    this.#closed = true;
    this.closeNow();
    this.splices.close();
    this.#wakeup.close();
    this.kernel.call.close(this.#epfd);
  }

  /** Has `onEvents` called for what happens on `watched.fd`. Returns false where the kernel refuses. */
  watch(watched: Watched, events: number): boolean {
    watched.generation = this.#generation = (this.#generation + 1) | 0;
    if (this.kernel.watch(this.#epfd, watched.fd, watched.generation, events) < 0) return false;
    this.#watched[watched.fd] = watched;
    if (this.#watchedCount++ === 0) this.#wakeup.ref();
    return true;
  }

  /** Forgets a descriptor that is about to be closed; closing it is what takes it out of the epoll. */
  forget(watched: Watched): void {
    if (this.#watched[watched.fd] !== watched) return;
    this.#watched[watched.fd] = undefined;
    if (--this.#watchedCount === 0 && !this.#closed) this.#wakeup.unref();
  }

  /**
   * Takes a descriptor out of the epoll while it stays open, here or in another process: closing
   * does not take it out as long as another process holds the same socket (epoll(7), Q6).
   */
  unwatch(watched: Watched): void {
    if (this.#watched[watched.fd] !== watched) return;
    this.kernel.unwatch(this.#epfd, watched.fd);
    this.forget(watched);
  }

  /** Calls `runDeferred` in the loop's own turn, soon: what no caller may be called back for at once. */
  defer(task: Deferred): void {
    this.#deferred.push(task);
    this.#scheduleTurn();
  }

  /**
   * Has `settle` called once the events at hand are handled. Through a send, a connect or a close
   * the kernel runs so much code of its own that the handler after it finds the processor's caches
   * cold: done in a row, a small answer costs a seventh less, and a connection for each request a
   * tenth to a fifth.
   */
  settleSoon(): void {
    this.#scheduleTurn();
  }

  /** Closes a descriptor then. Nothing of it is heard any more. */
  closeSoon(fd: number): void {
    this.#closes.push(fd);
    this.#scheduleTurn();
  }

  /** Closes what `closeSoon` was given; returns whether that was anything. */
  closeNow(): boolean {
    const closes = this.#closes;
    if (closes.length === 0) return false;
    for (const fd of closes) this.kernel.call.close(fd);
    closes.length = 0;
    return true;
  }

  /**
   * A turn is an immediate of Node's: handlers then run as every callback of Node does, with
   * promises settled and errors reported after it. koffi's own callback does neither.
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
      // Before anything else, and if a handler has thrown too.
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
      // A handler called for an earlier event of this batch may have closed this one's descriptor,
      // and the number may belong to another connection by now.
      if (watched?.generation !== kernel.eventGeneration(index)) continue;
      watched.onEvents(kernel.eventMask(index));
    }
    return count;
  }

  /** Does what waits. Closes go before connects, which may need their descriptors and ports. */
  settle(): void {
    this.outgoing.flush();
    this.closeNow();
    this.settling?.settle();
  }

  /** Runs what was deferred so far; what that defers anew waits for the next turn, so nobody starves. */
  #runDeferred(): void {
    const tasks = this.#deferred;
    if (tasks.length === 0) return;
    this.#deferred = [];
    for (const task of tasks) task.runDeferred();
  }
}
