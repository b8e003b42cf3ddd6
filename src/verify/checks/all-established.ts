import { formatCount } from '../../lib/units.js';
import type { ClientConnection, ClientRequest, Ledger } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { connectionTallies } from '../connection-tallies.js';
import { describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, TESTER } from '../finding.js';
import { countOf, type Selection, select, weightOf } from '../selection.js';
import { defineCheck } from './check.js';

const EXPECTED =
  'every planned connection opens, is answered as its kind requires, and is open when the ramp is over';
/** Failures to connect whose cause is the tester itself. */
const TESTERS_OWN = new Set(['no-port', 'no-descriptor']);

/**
 * Every planned connection is established as its kind requires: a tunnel by its 101, any other by a
 * right answer. Connections that are opened beside the plan, or opened again, are judged by other
 * checks.
 */
export const allEstablished = defineCheck({
  needs: [],
  holds: EXPECTED,
  judge(evidence): Finding {
    const { ledger, load, ended, heldFromMs } = evidence;
    const isPlanned = (index: number): boolean => index < load.connections;
    const tried = countTried(ledger, load.connections);
    if (tried === 0) return skip(EXPECTED, 'no connection was tried');
    const failed = select(ended, ({ index, openMs }) => isPlanned(index) && openMs === null);
    const lost = select(
      ended,
      ({ index, openMs, closedMs }) =>
        isPlanned(index) && openMs !== null && closedMs !== null && closedMs < heldFromMs,
    );
    const wrong = select(
      ledger.requests,
      (request) =>
        isPlanned(request.connection) && request.sentMs < heldFromMs && !isAnswered(request),
    );
    const all = formatCount(load.connections);
    const counts: readonly [number, string][] = [
      [load.connections - tried, 'never tried'],
      [countOf(failed), `never opened${inWords(failed)}`],
      [countOf(lost), 'lost before the ramp was over'],
      [countConnections(wrong), 'not answered right'],
    ];
    const words = counts.filter(([number]) => number > 0);
    if (words.length === 0) return pass(EXPECTED, `all ${all}`);
    const actual = `of ${all} ${words.map(([number, what]) => `${formatCount(number)} ${what}`).join(', ')}`;
    return fail(EXPECTED, actual, blame(evidence, failed, wrong), [
      ...samplesOf(failed, describeConnection),
      ...samplesOf(wrong, describeRequest),
      ...samplesOf(lost, describeConnection),
    ]);
  },
});

/** An exact count, because a rare kind may have no row among the connections that went right. */
function countTried(ledger: Ledger, planned: number): number {
  let tried = 0;
  for (const tally of connectionTallies(ledger, planned)) if (tally.planned) tried += tally.count;
  return tried;
}

/** An answer that is still under way is not wrong: a slow response may last longer than the ramp. */
function isAnswered({ kind, outcome, status, headMs }: ClientRequest): boolean {
  if (kind === 'tunnel') return status === 101;
  if (outcome === 'open') return headMs === null || (status !== null && status < 400);
  return outcome === 'complete' && status !== null && status < 400;
}

/** Counts each connection once, however many of its requests are selected. */
function countConnections(requests: Selection<ClientRequest>): number {
  const weights = new Map<number, number>();
  for (const request of requests) {
    const { connection } = request;
    weights.set(connection, Math.max(weights.get(connection) ?? 0, weightOf(request)));
  }
  return Math.round([...weights.values()].reduce((sum, weight) => sum + weight, 0));
}

type Failed = Selection<Pick<ClientConnection, 'end' | 'weight'>>;

/** `: 40 refused, 2 timeout`. */
function inWords(failed: Failed): string {
  const ends = new Map<string, number>();
  for (const { end, weight = 1 } of failed) ends.set(end, (ends.get(end) ?? 0) + weight);
  const parts = [...ends].map(([end, number]) => `${formatCount(Math.round(number))} ${end}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function blame(evidence: Evidence, failed: Failed, wrong: Selection<ClientRequest>): string {
  if (wrong.length > 0) return blameForRequests(evidence, wrong);
  const own = failed.length > 0 && failed.every(({ end }) => TESTERS_OWN.has(end));
  return own ? TESTER : evidence.entryBox;
}
