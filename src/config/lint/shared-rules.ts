import type { LintCode } from '../../model/lint.js';
import type { Rule } from './rule.js';

/** How grave the rules are that both languages have, and why; each language finds them in its own way. */
export const SHARED_RULES = {
  BACKLOG_ABOVE_SOMAXCONN: {
    severity: 'warning',
    why: 'The kernel lowers the backlog to net.core.somaxconn silently; a burst of reconnecting clients then overflows the accept queue.',
  },
  HEALTH_CHECK_FLAPS: {
    severity: 'info',
    why: 'One lost or late answer takes a healthy backend out, and puts its connections on the others.',
  },
  HEALTH_CHECK_STATUS_ONLY: {
    severity: 'warning',
    why: 'A backend that answers the health check with its maintenance page and status 200 then counts as healthy, and goes on getting new requests.',
  },
  HEALTH_MATCH_NO_STATUS: {
    severity: 'warning',
    why: 'Without a status line any status passes: a 503 whose body looks right counts as healthy.',
  },
  HEALTH_MATCH_POSITIVE_ONLY: {
    severity: 'info',
    why: 'A maintenance page that holds the same text, in a menu or a footer, then passes as serving.',
  },
  LISTEN_IN_PORT_RANGE: {
    severity: 'warning',
    why: 'Any outgoing connection may hold the port when the proxy starts, which then fails with "Address already in use"; and while it listens, no late connect of the host gets that port.',
  },
  ODD_PORT_RANGE: {
    severity: 'info',
    why: 'The kernel searches an even number of ports, so over an odd range connect may fail with one port of each tuple still free.',
  },
  PROXIES_TO_ITSELF: {
    severity: 'error',
    why: 'The request comes back to the same place and is passed on again, until every connection slot is taken: one request stops the proxy for all clients.',
  },
  RETRY_NON_IDEMPOTENT: {
    severity: 'warning',
    why: 'A POST whose connection breaks is sent again, often to another server, although the first may have carried it out: twice, instead of at most once.',
  },
  TRANSPARENT_BIND: {
    severity: 'info',
    why: "The connection then has the client's own address and port; routing decides whether answers come back at all.",
  },
  UNMODELLED_DIRECTIVE: {
    severity: 'info',
    why: 'Directives that are not modelled are neither checked nor counted.',
  },
} as const satisfies Partial<Record<LintCode, Pick<Rule<never>, 'severity' | 'why'>>>;
