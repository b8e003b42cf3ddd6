import type { Agenda, Sleeper } from './agenda.js';

/** How many connections were asked for a sign of life, and how many gave one. */
export interface PulseCount {
  readonly asked: number;
  readonly answered: number;
}

/** A connection that can be asked. */
export interface PulseTaker {
  /** Asks at `atMs`, unless a request is under way anyway; false = the connection is not established. */
  takePulse(pulse: Pulse, atMs: number): boolean;
}

/** Time between two requests; shorter only if they would use more than half of the available time. */
const PACE_MS = 0.05;

/** One round in which every established connection is asked for a byte there and back. */
export class Pulse implements Sleeper {
  dueMs = Number.POSITIVE_INFINITY;
  /** Resolves when all have answered or ended, or the time is over. */
  readonly over: Promise<PulseCount>;
  #asked = 0;
  #answered = 0;
  #waiting = 0;
  #end: () => void = () => undefined;

  constructor() {
    this.over = new Promise((resolve) => {
      this.#end = () => resolve({ asked: this.#asked, answered: this.#answered });
    });
  }

  /** @param withinMs how long to wait for answers */
  start(clients: readonly PulseTaker[], agenda: Agenda, nowMs: number, withinMs: number): void {
    const spreadMs = Math.min(PACE_MS * clients.length, withinMs / 2);
    clients.forEach((client, i) => {
      if (client.takePulse(this, nowMs + (spreadMs * i) / clients.length)) this.#asked++;
    });
    this.#waiting += this.#asked;
    if (this.#waiting === 0) this.#end();
    else agenda.wake(this, nowMs + withinMs);
  }

  /** A connection that was asked has answered, or has ended. */
  settle(answered: boolean): void {
    if (answered) this.#answered++;
    this.#waiting--;
    if (this.#waiting === 0) this.#end();
  }

  due(): void {
    this.#end();
  }
}
