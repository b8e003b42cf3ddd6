/** The outcome of a client's connection. */
export type Outcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'refused'; readonly seen: string }
  /** Neither held nor refused for a while: it waits in a queue. */
  | { readonly kind: 'waiting' };

interface Pending {
  outcome: Outcome | null;
  settle: (outcome: Outcome) => void;
}

/** Collects the outcome of each client's connection from all sources. */
export class Gathering {
  readonly #clients = new Map<number, Pending>();

  outcomeOf(
    client: number,
    patienceMs: number,
    later: (outcome: Outcome) => void,
  ): Promise<Outcome> {
    return new Promise((resolve) => {
      const pending: Pending = { outcome: null, settle: resolve };
      this.#clients.set(client, pending);
      const timer = setTimeout(() => {
        pending.settle = later;
        resolve({ kind: 'waiting' });
      }, patienceMs);
      pending.settle = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
    });
  }

  /** Returns the previous state; the first outcome counts. */
  settle(client: number | null, outcome: Outcome): 'was held' | 'settled' | 'nothing' {
    const pending = client === null ? undefined : this.#clients.get(client);
    if (!pending) return 'nothing';
    if (pending.outcome !== null) {
      if (pending.outcome.kind !== 'held' || outcome.kind === 'held') return 'nothing';
      pending.outcome = outcome;
      return 'was held';
    }
    pending.outcome = outcome;
    pending.settle(outcome);
    return 'settled';
  }

  oldest(): number | null {
    for (const [client, { outcome }] of this.#clients) if (outcome === null) return client;
    return null;
  }
}
