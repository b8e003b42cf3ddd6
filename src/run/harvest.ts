import type { Fleet, LoadRecords } from '../load/fleet.js';
import type { ServerLedger } from '../model/ledger.js';
import type { LoadSpec } from '../model/scenario.js';
import { type Clock, REAL_CLOCK } from './clock.js';
import type { Target } from './targets/target.js';
import { type Waiter, withTimer } from './wait.js';

/** Longest that load and backend servers of a run that ended early may take to hand over. */
const HANDOVER_MS = 4000;
/** Of that, for what is under way: an echo that is still on its way back is no broken tunnel. */
const HANDOVER_GRACE_MS = 1000;
/** On top of what is waited for anyway, for a loaded machine. */
const GRACE_MARGIN_MS = 1000;
/** The load's own patience with a connect: a connect that is under way at the end is heard of. */
const CONNECT_MS = 10_000;

/** What load and backend servers wrote down. */
export interface Harvested {
  readonly records: LoadRecords;
  /** The ledgers of the backend servers that could be had; null = there are none. */
  readonly servers: readonly ServerLedger[] | null;
}

interface HarvestOptions {
  readonly fleet: Fleet;
  readonly target: Pick<Target, 'ledgers'>;
  readonly load: LoadSpec;
  /** How long after its own length a request is waited for. */
  readonly patienceMs: number;
  readonly clock?: Clock;
}

/** Brings in what load and backend servers have written down, in order or as far as it can be had. */
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

  /** Ends the load, with its grace for what is under way. @throws what ends a wait early */
  async gather(waiter: Waiter): Promise<void> {
    const records = await waiter.until(this.#fleet.finish(this.#graceMs));
    const asked = this.#ledgers();
    const servers = asked && (await waiter.until(Promise.all(asked)));
    this.#gathered = { records, servers };
  }

  /** What was gathered; else what there is by now. */
  async rest(): Promise<Harvested> {
    if (this.#gathered) return this.#gathered;
    const records = await this.#handedOver(this.#fleet.finish(HANDOVER_GRACE_MS));
    return {
      records: records ?? this.#fleet.partial(),
      servers: await this.#ledgersThere(),
    };
  }

  /** The ledgers of those that answer: a server that died has taken its own along. */
  async #ledgersThere(): Promise<readonly ServerLedger[] | null> {
    const ledgers = this.#ledgers();
    if (!ledgers) return null;
    const there = await Promise.all(ledgers.map((ledger) => this.#handedOver(ledger)));
    return there.filter((ledger) => ledger !== null);
  }

  /** Resolves with null where it takes too long, or fails. */
  #handedOver<T>(work: Promise<T>): Promise<T | null> {
    const inTime = work.catch(() => null);
    const race = (elapsed: Promise<void>) => Promise.race([inTime, elapsed.then(() => null)]);
    return withTimer(HANDOVER_MS, race, this.#clock);
  }

  /** A server is asked once: its ledger comes in batches, and two questions would mix them. */
  #ledgers(): readonly Promise<ServerLedger>[] | null {
    if (this.#asked === undefined) this.#asked = this.#target.ledgers();
    return this.#asked;
  }
}

/** Until every request has had its own length and the patience, so that none ends unjudged. */
function graceMs(load: LoadSpec, patienceMs: number): number {
  const longestMs = load.mix.reduce(
    (longest, { session }) =>
      'lastsMs' in session ? Math.max(longest, session.lastsMs[1]) : longest,
    0,
  );
  return Math.max(longestMs + patienceMs, CONNECT_MS) + GRACE_MARGIN_MS;
}
