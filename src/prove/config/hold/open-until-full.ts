import { setTimeout as sleep } from 'node:timers/promises';
import type { ProvenWay } from '../../../model/prove-config.js';
import type { HoldOrder, Way } from '../hold-order.js';
import type { Clients } from './client.js';
import type { Outcome } from './gathering.js';

/** The proxy's workers may still be starting. */
const FIRST_PATIENCE_MS = 5000;
/** A connection that succeeds takes a millisecond, and on a busy machine some hundred times that. */
const PATIENCE_MS = 300;
const MOST_PATIENCE_MS = 3000;
/** A connection is waited for this many times as long as the slowest that succeeded. */
const PATIENCE = 10;
/** If one connection waits already, a second one shows in this part of the time that nothing moves. */
const SECOND_PART = 1 / 3;
const WAITING_TRIES = 2;
/** Connections that are closed right after they were held have been closed by then. */
const SETTLE_MS = 50;

interface Full {
  readonly held: number;
  readonly firstRefusal: number | null;
  readonly ways: readonly ProvenWay[];
  /** What the first refused client saw; null = none was refused. */
  readonly seen: string | null;
}

interface Open {
  readonly way: Way;
  held: number;
  refusedInARow: number;
  waitingInARow: number;
  /** The proxy answered by itself, as with a redirect, and passes nothing on. */
  answers: string | null;
}

/** A gateway's own errors are 5xx; any other answer is intended. */
const ANSWERED = /^answered (?:[1-4]\d\d)$/;

/** @param slowestMs the slowest connection that succeeded so far */
function patienceOf(client: number, { waitingInARow }: Open, slowestMs: number): number {
  if (client === 0) return FIRST_PATIENCE_MS;
  const patience = Math.min(MOST_PATIENCE_MS, Math.max(PATIENCE_MS, PATIENCE * slowestMs));
  return waitingInARow > 0 ? patience * SECOND_PART : patience;
}

/**
 * Opens connections one after the other, through each way in turn, until every way refuses or the
 * target is held. Connections that waited and are held in the end count too.
 */
export async function openUntilFull(order: HoldOrder, clients: Clients): Promise<Full> {
  const all = order.ways.map<Open>((way) => ({
    way,
    held: 0,
    refusedInARow: 0,
    waitingInARow: 0,
    answers: null,
  }));
  const owners = new Map<number, Open>();
  let open = all;
  let next = 0;
  let firstRefusal: number | null = null;
  let seen: string | null = null;
  let slowestMs = 0;
  const heldNow = () => all.reduce((sum, { held }) => sum + held, 0);
  clients.onLost = (client) => {
    const owner = owners.get(client);
    if (owner) owner.held--;
  };
  const record = (one: Open, outcome: Outcome): void => {
    if (outcome.kind === 'held') {
      one.held++;
      one.refusedInARow = 0;
      one.waitingInARow = 0;
      return;
    }
    if (outcome.kind === 'refused' && one.held === 0 && ANSWERED.test(outcome.seen)) {
      one.answers = outcome.seen;
      return;
    }
    firstRefusal ??= heldNow();
    seen ??= outcome.kind === 'refused' ? outcome.seen : 'not answered';
    if (outcome.kind === 'refused') one.refusedInARow++;
    else one.waitingInARow++;
  };
  const isEnough = () => order.target !== null && heldNow() >= order.target;
  while (open.length > 0 && next < order.most) {
    if (isEnough()) {
      await sleep(SETTLE_MS);
      if (isEnough()) break;
    }
    for (const one of open) {
      if (isEnough()) break;
      const client = next++;
      owners.set(client, one);
      const patienceMs = patienceOf(client, one, slowestMs);
      const start = performance.now();
      const later = (outcome: Outcome) => {
        if (outcome.kind === 'held') record(one, outcome);
      };
      const outcome = await clients.open(client, one.way, patienceMs, later);
      // The first one waits for the proxy to start.
      if (outcome.kind === 'held' && client > 0) {
        slowestMs = Math.max(slowestMs, performance.now() - start);
      }
      record(one, outcome);
    }
    open = open.filter(
      ({ answers, refusedInARow, waitingInARow }) =>
        answers === null && refusedInARow < order.tries && waitingInARow < WAITING_TRIES,
    );
  }
  // One more turn reports what was closed at the same time.
  await sleep(0);
  return {
    held: heldNow(),
    firstRefusal,
    ways: all.map(({ way, held, answers }) => ({
      name: way.name,
      held,
      ...(answers !== null && { answers }),
    })),
    seen,
  };
}
