import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';

/** A POST reaches backend servers at most once, and exactly once if the client got a 2xx. */
export function atMostOnce(evidence: Evidence): Finding {
  const expected = 'no POST reaches a backend twice, none is answered 2xx without reaching one';
  if (!evidence.ledger.servers) return skip(expected, 'no ledger of the backend servers');
  const lost = evidence.ledger.requests.find(({ backend }) => isWithoutLedger(evidence, backend));
  if (lost) return skip(expected, `the ledger of backend server ${lost.backend} is lost`);
  const posts = evidence.ledger.requests.filter((request) => request.method === 'POST');
  if (posts.length === 0) return skip(expected, 'no POST was sent');
  const arrivals = (id: string): number => evidence.sightings(id).length;
  const twice = posts.filter((request) => arrivals(request.id) > 1);
  const invented = posts.filter(
    ({ id, status }) => status !== null && status >= 200 && status < 300 && arrivals(id) === 0,
  );
  const wrong = [...twice, ...invented];
  if (wrong.length === 0) return pass(expected, `${count(posts.length, 'POST')}, none twice`);
  const actual = `${count(twice.length, 'POST')} more than once, ${count(invented.length, 'POST')} answered without a backend`;
  const samples = wrong.map(
    (request) => `${describeRequest(request)}; ${count(arrivals(request.id), 'arrival')}`,
  );
  return fail(expected, actual, 'frontend', samples);
}

/** A server that died took its ledger along: what it received nobody knows. */
function isWithoutLedger({ ledger }: Evidence, name: string | null): boolean {
  return name !== null && !ledger.servers?.some(({ backend }) => backend === name);
}
