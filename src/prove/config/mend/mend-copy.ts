import { isIP } from 'node:net';
import { bareAddress } from '../../../lib/address/ip.js';
import type { TargetChange, TargetPlan } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';
import type { Deployment, PortRange } from '../../../model/hop.js';
import type { Making } from '../copy/making.js';
import type { ProxyCopy } from '../copy/proxy-copy.js';
import { refuseByHand } from './by-hand.js';
import { fillBlanks } from './fill-blanks.js';
import { mendHaproxy } from './mend-haproxy.js';
import { mendHost } from './mend-host.js';
import { mendNginx } from './mend-nginx.js';

export interface Mended {
  readonly made: ProxyCopy;
  /** Facts of the namespace. */
  readonly facts: HostFacts;
  /** The changes as they were made, with blanks filled in. */
  readonly changes: readonly TargetChange[];
}

/**
 * The copy and its namespace with all changes of a plan. @throws TidegateError
 * PROVE_CHANGE_UNSUPPORTED
 */
export function mendCopy(
  { made, facts, language }: Making,
  { hops }: Deployment,
  plan: TargetPlan,
): Mended {
  const changes = fillBlanks(plan.changes, isIpv6(made));
  refuseByHand(changes);
  const text =
    language === 'haproxy' ? mendHaproxy(made.text, changes) : mendNginx(made.text, changes, hops);
  const sources = changes.flatMap(({ lines }) => lines.flatMap(sourcesIn));
  for (const { address } of sources) made.places.add(address);
  const ranges = sources.flatMap(({ ports }) => (ports ? [ports] : []));
  return {
    made: {
      ...made,
      text,
      sources: [...new Set([...made.sources, ...sources.map(({ address }) => address)])],
      ownPorts: ranges[0] ?? made.ownPorts,
    },
    facts: mendHost(facts, changes),
    changes,
  };
}

/** Whether all backends have IPv6 addresses. */
function isIpv6({ backends }: ProxyCopy): boolean {
  const ends = backends.flatMap((one) => ('port' in one ? [one.address] : []));
  return ends.length > 0 && ends.every((address) => isIP(address) === 6);
}

const WITH_PORTS = /^([^:\]]+|\[[^\]]*\]):(\d+)(?:-(\d+))?$/;

interface Source {
  readonly address: string;
  readonly ports: PortRange | null;
}

/** The sources in a line of a mend: `source A:LOW-HIGH` of HAProxy, a share of nginx, a bind. */
function sourcesIn(line: string): Source[] {
  const words = line.replace(/;$/, '').trim().split(/\s+/);
  const at = words.indexOf('source');
  const word = at === -1 ? lastOfNginx(words) : (words[at + 1] ?? '');
  const [, host = word, low, high = low] = (isIP(word) ? null : WITH_PORTS.exec(word)) ?? [];
  const address = bareAddress(host);
  if (isIP(address) === 0) return [];
  return [{ address, ports: low === undefined ? null : [Number(low), Number(high)] }];
}

function lastOfNginx(words: readonly string[]): string {
  const [first = ''] = words;
  const isSource = first === '*' || first.endsWith('%') || first.endsWith('_bind');
  return words.length === 2 && isSource ? (words[1] ?? '') : '';
}
