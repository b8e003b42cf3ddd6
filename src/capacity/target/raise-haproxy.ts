import type { TargetChange } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { HaproxyProcess } from '../../model/haproxy/hop-haproxy.js';
import type { Deployment } from '../../model/hop.js';
import {
  automaticMaxconn,
  haproxyDescriptors,
  haproxyOwnDescriptors,
  limitOfUlimitN,
  reachableDescriptors,
  startFault,
} from '../haproxy-limits.js';
import { type Change, sysctl } from './raise.js';
import type { Sized } from './sized.js';

/**
 * Raises `maxconn` in `global`, and the descriptors that it needs. If the hard limit is lower, they
 * have to come from outside: `ulimit-n` alone would keep HAProxy from starting.
 * @param changes the changes are added to it
 */
export function raiseHaproxy(state: Sized, target: number, changes: TargetChange[]): Sized {
  const haproxy = state.deployment.hops.find(({ accepts }) => accepts?.haproxy)?.accepts?.haproxy;
  const own = haproxy && haproxyOwnDescriptors(haproxy, state.facts);
  if (!haproxy || own === null || own === undefined) return state;
  const slots = Math.max(2, ...state.deployment.hops.map((hop) => hop.proxy?.slotsPerSession ?? 0));
  const share = Math.ceil(target / haproxy.processes);
  // A session that HAProxy passes to itself is accepted more than once.
  const each = state.deployment.hops.map((hop) => hop.accepts?.each ?? 1);
  const accepted = Math.max(1, ...each.filter(Number.isFinite));
  const wanted = Math.ceil(share * accepted);
  const maxconn = haproxy.maxconn ?? automaticMaxconn(haproxy, state.facts) ?? 0;
  const descriptors = Math.max(
    haproxyDescriptors(haproxy, wanted, own),
    Math.ceil(share * slots) + own,
  );
  const reachable = reachableDescriptors(haproxy, state.facts) ?? Infinity;
  const has = Math.min(reachable, limitOfUlimitN(haproxy, state.facts) ?? Infinity);
  const isHeld = maxconn >= wanted && has >= share * slots + own;
  if (isHeld && !startFault(haproxy, state.facts)) return state;
  const more = Math.max(wanted, haproxy.maxconn ?? 0);
  const needed = Math.max(descriptors, haproxyDescriptors(haproxy, more, own));
  const settled: HaproxyProcess = {
    ...haproxy,
    maxconn: more,
    // A value above what HAProxy may have keeps it from starting as well.
    ulimitN: haproxy.ulimitN && Math.max(needed, Math.min(haproxy.ulimitN, reachable)),
    fdHardLimit: haproxy.fdHardLimit && Math.max(haproxy.fdHardLimit, needed),
  };
  const facts = withDescriptors(state.facts, needed, changes);
  changes.push(inGlobal(haproxy, settled));
  return { deployment: withProcess(state.deployment, settled), facts };
}

function inGlobal(before: HaproxyProcess, after: HaproxyProcess): TargetChange {
  const settings: [string, number | null, number | null][] = [
    ['maxconn', before.maxconn, after.maxconn],
    ['ulimit-n', before.ulimitN, after.ulimitN],
    ['fd-hard-limit', before.fdHardLimit, after.fdHardLimit],
  ];
  const changed = settings.filter(([, old, value]) => value !== null && value !== old);
  const all = changed.length > 0 ? changed : settings.slice(0, 1);
  return {
    limit: 'maxconn',
    hop: null,
    hopIndex: null,
    what: `Let HAProxy take ${after.maxconn}.`,
    where: 'haproxy',
    lines: ['global', ...all.map(([name, , value]) => `    ${name} ${value}`)],
  };
}

/** Adds the descriptors that HAProxy cannot give itself, and says who can. */
function withDescriptors(facts: HostFacts, needed: number, changes: TargetChange[]): HostFacts {
  const { nofile, nrOpen } = facts;
  const found: Change[] = [];
  let after = facts;
  if (nrOpen !== undefined && nrOpen < needed) {
    found.push(sysctl('nofile', null, 'fs.nr_open', String(needed)));
    after = { ...after, nrOpen: needed };
  }
  // An unlimited hard limit means nr_open.
  if (nofile && nofile.hard !== null && nofile.hard < needed && !facts.capSysResource) {
    found.push({
      limit: 'nofile',
      hop: null,
      what: `Give HAProxy a hard limit of ${needed} descriptors where it is started, for it cannot raise it: this in its systemd unit, or --ulimit nofile=${needed} for a container.`,
      where: 'service',
      lines: ['[Service]', `LimitNOFILE=${needed}`],
    });
    after = { ...after, nofile: { ...nofile, hard: needed } };
  }
  changes.push(...found.map((change) => ({ ...change, hopIndex: null })));
  return after;
}

function withProcess(deployment: Deployment, haproxy: HaproxyProcess): Deployment {
  const hops = deployment.hops.map((hop) => ({
    ...hop,
    ...(hop.accepts?.haproxy && {
      accepts: { ...hop.accepts, process: haproxy.maxconn, haproxy },
    }),
    ...(hop.proxy?.haproxy && {
      proxy: { ...hop.proxy, workerRlimitNofile: haproxy.ulimitN, haproxy },
    }),
  }));
  return { ...deployment, hops };
}
