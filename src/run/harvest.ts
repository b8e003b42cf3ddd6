import type { Fleet, LoadRecords } from '../load/fleet.js';
import type { ServerLedger } from '../model/ledger.js';
import type { LoadSpec } from '../model/scenario.js';
import { type Clock, REAL_CLOCK } from './clock.js';
import type { Target } from './targets/target.js';
import { type Waiter, withTimer } from './wait.js';

/** Longest time in which load and backend servers may deliver their records when a run ends early. */
const HANDOVER_MS = 4000;
/**
 * The part of it that is left for exchanges under way: a tunnel's echo that is still on its way
 * back does not break the tunnel.
 */
const HANDOVER_GRACE_MS = 1000;
/** Added to every grace, for a busy machine. */
const GRACE_MARGIN_MS = 1000;
/**
 * The load gives up a connect after this time. The harvest waits as long, so that every connect has
 * an outcome.
 */
const CONNECT_MS = 10_000;

/** The records of the load and of the backend servers. */
export interface Harvested {
  readonly records: LoadRecords;
  /** The ledgers of the backend servers that delivered one; null = there are no such servers. */
  readonly servers: readonly ServerLedger[] | null;
}

interface HarvestOptions {
  readonly fleet: Fleet;
  readonly target: Pick<Target, 'ledgers'>;
  readonly load: LoadSpec;
  /** How much longer than its own length a request may take. */
  readonly patienceMs: number;
  readonly clock?: Clock;
}

/**
 * Collects the records of load and backend servers: all of them after a run in order, those that
 * can be had after a run that ended early.
 */
export class Harvest {
  readonly #fleet: Fleet;
  readonly #target: Pick<Target, 'ledgers'>;
  readonly #graceMs: number;
  readonly #clock: Clock;
  #gathered: Harvested | null = null;
  #asked: readonly Promise<ServerLedger>[] | null | undefined;

  constructor({ fleet, target, load, patienceMs, clock = REAL_CLOCK }: HarvestOptions) {
    this.#fleet = fleet;
    this.#target = target;
    this.#graceMs = graceMs(load, patienceMs);
    this.#clock = clock;
  }

  /** Ends the load, with a grace for requests under way. @throws what ends a wait early */
  async gather(waiter: Waiter): Promise<void> {
    const records = await waiter.until(this.#fleet.finish(this.#graceMs));
    const asked = this.#ledgers();
    const servers = asked && (await waiter.until(Promise.all(asked)));
    this.#gathered = { records, servers };
  }

  /** What `gather` collected; if the run ended before, what can be collected now. */
  async rest(): Promise<Harvested> {
    if (this.#gathered) return this.#gathered;
    const records = await this.#handedOver(this.#fleet.finish(HANDOVER_GRACE_MS));
    return {
      records: records ?? this.#fleet.partial(),
      servers: await this.#ledgersThere(),
    };
  }

  /** The ledgers of the servers that answer. The ledger of a server that died is lost. */
  async #ledgersThere(): Promise<readonly ServerLedger[] | null> {
    const ledgers = this.#ledgers();
    if (!ledgers) return null;
    const there = await Promise.all(ledgers.map((ledger) => this.#handedOver(ledger)));
    return there.filter((ledger) => ledger !== null);
  }

  /** Resolves with null if the work takes too long or fails. */
  #handedOver<T>(work: Promise<T>): Promise<T | null> {
    const inTime = work.catch(() => null);
    const race = (elapsed: Promise<void>) => Promise.race([inTime, elapsed.then(() => null)]);
    return withTimer(HANDOVER_MS, race, this.#clock);
  }

  /** Each server is asked once: its ledger comes in batches, and two requests would mix them. */
  #ledgers(): readonly Promise<ServerLedger>[] | null {
    if (this.#asked === undefined) this.#asked = this.#target.ledgers();
    return this.#asked;
  }
}

/** Long enough that every request has had its own length and the patience, so that each can be judged. */
function graceMs(load: LoadSpec, patienceMs: number): number {
  const longestMs = load.mix.reduce(
    (longest, { session }) =>
      'lastsMs' in session ? Math.max(longest, session.lastsMs[1]) : longest,
    0,
  );
  return Math.max(longestMs + patienceMs, CONNECT_MS) + GRACE_MARGIN_MS;
}
