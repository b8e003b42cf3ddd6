/** How a client's connection went. */
export type Outcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'refused'; readonly seen: string }
  /** Neither for a while: it waits in a queue. */
  | { readonly kind: 'waiting' };

interface Pending {
  outcome: Outcome | null;
  settle: (outcome: Outcome) => void;
}

/** The outcome of each client's connection, whoever hears of it first. */
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

  /** What it was before; its first outcome stands. */
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
