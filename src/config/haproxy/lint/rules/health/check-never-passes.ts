import type { Found } from '../../../../lint/rule.js';
import { checksOfPortZero, PORT_MEND } from '../../../reading/portless-checks.js';
import { type Named, theyAre } from '../../../reading/servers-named.js';
import { type Section, serversOf } from '../../../reading/written-sections.js';
import { quoted } from '../../../syntax/written-line.js';
import { type HttpCheck, httpCheckOf, isBodiless, requestOf, withGet } from '../../http-check.js';
import type { LintRule } from '../../rule.js';

/** Measured with 2.6.12: "could not find a response body", and a timeout where nothing is sent. */
export const checkNeverPasses: LintRule = {
  severity: 'error',
  why: 'Every check then fails, whatever the servers answer: all of them are down for as long as HAProxy runs.',
  *find({ backends }) {
    const seen = new Set();
    for (const section of backends) {
      const zero = checksOfPortZero(section);
      if (zero) yield portZero(zero);
      const check = httpCheckOf(section);
      if (!check || !serversOf(section).some(({ options }) => options.has('check'))) continue;
      const found =
        check.requests.length === 0 ? nothingAsked(section, check) : noBody(section, check);
      if (!found || seen.has(found.place)) continue;
      seen.add(found.place);
      yield found;
    }
  },
};

const PORT_ZERO = 'check, and no port for it: the checks go to port 0, and';

function portZero(found: Named): Found {
  return {
    message: theyAre(found, `has ${PORT_ZERO} it is down`, `have ${PORT_ZERO} they are down`),
    mend: PORT_MEND,
    place: found.first.place,
  };
}

/** An `expect` tests the body of an answer without a body. */
function noBody({ name }: Section, { expects }: HttpCheck): Found | null {
  const expect = expects.find(
    ({ isBody, request }) => isBody && request && isBodiless(request.method),
  );
  if (!expect?.request) return null;
  const { method } = expect.request;
  const isSure = method === 'HEAD';
  return {
    message: `http-check of ${name} expects a text in the answer to ${method}, which has no body${isSure ? '' : ' from most servers'}: they are down`,
    mend: `Ask with GET: ${withGet(expect.request)}`,
    place: expect.place,
    // Some servers answer OPTIONS with a body.
    ...(!isSure && { severity: 'warning' as const }),
  };
}

/** An `http-check` in a section discards the request of an `option httpchk` in its `defaults`. */
function nothingAsked({ name, place }: Section, { option, expects }: HttpCheck): Found {
  const [expect] = expects;
  const line = option.map(quoted).join(' ');
  const request = requestOf([option]);
  const looksAtBody = expects.some(({ isBody }) => isBody) && isBodiless(request.method);
  return {
    message: `${name} has http-check lines of its own, so the request of ${line} in defaults is not sent: ${expect ? 'its checks time out' : 'its checks only connect'}`,
    mend: `Write the request into ${name} too, above them: ${looksAtBody ? withGet(request) : line}`,
    place: expect?.place ?? place,
    // Then a connection that opens is enough.
    ...(!expect && { severity: 'warning' as const }),
  };
}
