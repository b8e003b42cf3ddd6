import type { Session, SessionHost, SpecOf } from '../session.js';

/**
 * A short request at a fixed interval. The times are fixed when the connection opens. A late answer
 * makes the next request late, and that request's latency counts from when it was due.
 */
export class PeriodicSession implements Session {
  readonly settledBy = 'answer';
  readonly asksLast = false;
  readonly #everyMs: number;
  #nextMs = 0;

  constructor(spec: SpecOf<'periodic'>) {
    this.#everyMs = spec.everyMs;
  }

  opened(client: SessionHost): void {
    this.#nextMs = client.now();
    this.#send(client);
  }

  answered(client: SessionHost): void {
    if (this.#nextMs <= client.now()) this.#send(client);
    else client.wakeAt(this.#nextMs);
  }

  due(client: SessionHost): void {
    this.#send(client);
  }

  #send(client: SessionHost): void {
    // A pulse may send the request before it is due.
    const scheduledMs = Math.min(this.#nextMs, client.now());
    this.#nextMs += this.#everyMs;
    client.request({ method: 'GET', path: '/', scheduledMs });
  }
}
