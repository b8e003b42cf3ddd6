import type { HostFacts } from '../model/facts.js';
import type { Hop } from '../model/hop.js';
import { tuplesPerSource } from './limits/ports.js';
import { partsOf } from './ports/parts.js';
import { portSupply } from './ports/ports.js';
import { spreadOf } from './ports/spread.js';

/** TCP_TIMEWAIT_LEN (include/net/tcp.h); tcp_fin_timeout does not shorten it. */
const TIME_WAIT_SECONDS = 60;
/** Twice net.inet.tcp.msl, which is 15 s. */
const DARWIN_TIME_WAIT_SECONDS = 30;
/** The delay of kernels without the setting tcp_tw_reuse_delay. */
const REUSE_DELAY_MS = 1000;

/**
 * New connections a second that a hop sustains when its connecting end closes first, since each
 * leaves its 4-tuple in TIME_WAIT: N / 60 s for each source and destination, or N / tw_reuse_delay
 * if the port can be reused before (tcp_tw_reuse 1, or 2 on loopback, with timestamps). One
 * decimal.
 *
 * Source: Documentation/networking/ip-sysctl.rst, tcp_tw_reuse; net/ipv4/tcp_ipv4.c.
 */
export function churnPerSecond(hop: Hop, facts: HostFacts): number | null {
  let tuples = 0;
  for (const part of partsOf(hop)) {
    const supply = portSupply(part, facts);
    const spread = spreadOf(part);
    if (!supply || !spread) return null;
    tuples += supply.count * spread.reachable * tuplesPerSource(part);
  }
  return Math.round((tuples / blockedSeconds(hop, facts)) * 10) / 10;
}

function blockedSeconds(hop: Hop, facts: HostFacts): number {
  if (facts.platform === 'darwin' && hop.ports.of !== 'client') return DARWIN_TIME_WAIT_SECONDS;
  const { twReuse = 0, timestamps = 0, twReuseDelayMs = REUSE_DELAY_MS } = facts.tcp ?? {};
  const reuses = twReuse === 1 || (twReuse === 2 && hop.loopback);
  // The settings of a client on another host are unknown.
  if (hop.ports.of === 'client' || !reuses || timestamps === 0) return TIME_WAIT_SECONDS;
  return Math.min(TIME_WAIT_SECONDS, twReuseDelayMs / 1000);
}
