import type { Agenda, Sleeper } from './agenda.js';

const EVERY_MS = 250;
/** If a sweep comes later than this, this process itself was delayed. */
const STALL_MS = EVERY_MS;

/** Something that may have waited too long. */
export interface Waiting {
  giveUpOverdue(nowMs: number): void;
}

/**
 * Looks at every client a few times a second for requests that have waited too long. One timer
 * serves all; a timer for each request would cost an entry in the agenda.
 */
export class OverdueSweep implements Sleeper {
  dueMs = Number.POSITIVE_INFINITY;
  readonly #agenda: Agenda;
  readonly #clients: () => Iterable<Waiting>;
  #expectedMs = Number.POSITIVE_INFINITY;

  constructor(agenda: Agenda, clients: () => Iterable<Waiting>) {
    this.#agenda = agenda;
    this.#clients = clients;
  }

  start(nowMs: number): void {
    this.#expectedMs = nowMs + EVERY_MS;
    this.#agenda.wake(this, this.#expectedMs);
  }

  stop(): void {
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  due(nowMs: number): void {
    // After a stall, answers lie unread in the sockets. They are read before the next look.
    const stalled = nowMs - this.#expectedMs > STALL_MS;
    if (!stalled) for (const client of this.#clients()) client.giveUpOverdue(nowMs);
    this.start(nowMs);
  }
}
