import { formatCount } from '../../lib/units.js';
import type { Ledger, ServerLedger } from '../../model/ledger.js';
import { count, describeRequest } from '../describe.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { countOf, select } from '../selection.js';
import { arrivalsKnown } from '../sightings.js';
import { defineCheck } from './check.js';

/**
 * A POST reaches the backend servers at most once, and exactly once if the client got a 2xx. If a
 * server has left rows out of its ledger, a missing row proves nothing.
 */
export const atMostOnce = defineCheck({
  needs: ['server-ledgers'],
  holds: 'no POST reaches a backend twice, none is answered 2xx without reaching one',
  judge(evidence, { 'server-ledgers': servers }): Finding {
    const expected = 'no POST reaches a backend twice, none is answered 2xx without reaching one';
    const { requests } = evidence.ledger;
    const lost = requests.find(({ backend }) => isWithoutLedger(servers, backend));
    if (lost) return skip(expected, `the ledger of backend server ${lost.backend} is lost`);
    const posts = select(requests, ({ method }) => method === 'POST');
    if (posts.length === 0) return skip(expected, 'no POST was sent');
    const arrivals = (id: string): number => evidence.sightings(id).length;
    const twice = select(posts, ({ id }) => arrivals(id) > 1);
    const invented = select(
      posts,
      ({ id, status }) =>
        status !== null &&
        status >= 200 &&
        status < 300 &&
        arrivals(id) === 0 &&
        arrivalsKnown(evidence.ledger, id),
    );
    const counted = evidence.ledger.thinned?.complete ? countPosts(evidence.ledger, servers) : null;
    const found = twice.length + invented.length > 0;
    if (counted && counted.arrived > counted.sent && !found) {
      const actual = `${count(counted.sent, 'POST')} were sent and ${formatCount(counted.arrived)} arrived`;
      return fail(expected, actual, evidence.entryBox, []);
    }
    if (counted && counted.arrived < counted.accepted && !found) {
      const actual = `${count(counted.accepted, 'POST')} were answered 2xx and ${formatCount(counted.arrived)} arrived`;
      return fail(expected, actual, evidence.entryBox, []);
    }
    if (!found) {
      return pass(expected, `${count(countOf(posts), 'POST')}, none twice`);
    }
    const actual = `${count(countOf(twice), 'POST')} more than once, ${count(countOf(invented), 'POST')} answered without a backend`;
    const samples = [twice, invented].flatMap((wrong) =>
      samplesOf(
        wrong,
        (request) => `${describeRequest(request)}; ${count(arrivals(request.id), 'arrival')}`,
      ),
    );
    return fail(expected, actual, evidence.entryBox, samples);
  },
});

/** Exact counts, even if not every POST has a row. */
function countPosts({ thinned, requests }: Ledger, servers: readonly ServerLedger[]) {
  type Row = {
    readonly method: string;
    readonly health?: boolean;
    readonly status?: number | null;
  };
  const isPost = ({ method, health = false }: Row): boolean => method === 'POST' && !health;
  const isAccepted = (row: Row): boolean =>
    isPost(row) && Math.floor((row.status ?? 0) / 100) === 2;
  const ofLoad = (keep: (row: Row) => boolean): number =>
    thinned ? sumOf(thinned.requests.filter(keep)) : countOf(requests, keep);
  const arrivals = servers.map(({ thinned: tally, requests: rows }) =>
    tally ? sumOf(tally.arrivals.filter(isPost)) : countOf(rows, isPost),
  );
  return {
    sent: ofLoad(isPost),
    accepted: ofLoad(isAccepted),
    arrived: arrivals.reduce((sum, count) => sum + count, 0),
  };
}

function sumOf(tallies: readonly { readonly count: number }[]): number {
  return tallies.reduce((sum, { count }) => sum + count, 0);
}

/** The ledger of a server that died is lost, so what it received is not known. */
function isWithoutLedger(servers: readonly ServerLedger[], name: string | null): boolean {
  return name !== null && !servers.some(({ backend }) => backend === name);
}
