import type { ServerLedger } from '../../model/ledger.js';
import { count, describeRequest } from '../describe.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { countOf, select, weightOf } from '../selection.js';
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
    const whole = servers.every(({ requests }) => requests.every((row) => weightOf(row) === 1));
    const invented = select(
      posts,
      ({ id, status }) =>
        whole && status !== null && status >= 200 && status < 300 && arrivals(id) === 0,
    );
    if (twice.length + invented.length === 0) {
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

/** The ledger of a server that died is lost, so what it received is not known. */
function isWithoutLedger(servers: readonly ServerLedger[], name: string | null): boolean {
  return name !== null && !servers.some(({ backend }) => backend === name);
}
