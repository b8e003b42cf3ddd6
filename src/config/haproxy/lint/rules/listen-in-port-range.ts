import type { HaproxyConfig } from '../../../../model/haproxy.js';
import type { Place } from '../../../../model/place.js';
import { listensInRange } from '../../../lint/port-range.js';
import { listenInPortRange as nginxRule } from '../../../nginx/lint/rules/listen-in-port-range.js';
import type { LintRule } from '../rule.js';

export const listenInPortRange: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config, facts }) {
    const binds = config.frontends.flatMap((frontend) => frontend.binds);
    yield* listensInRange([...binds, ...config.otherBinds, ...ownPeers(config)], facts);
  },
};

/** This process listens on the port of the peer that it is: which one, only `localpeer` says. */
function ownPeers({ peers, global }: HaproxyConfig) {
  const local = peers.filter(({ name }) => name === global.localPeer);
  const byPort = new Map<number, { port: number; place: Place }>();
  for (const { port, place } of local.length > 0 ? local : peers) {
    if (port !== null && !byPort.has(port)) byPort.set(port, { port, place });
  }
  return byPort.values();
}
