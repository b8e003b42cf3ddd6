import { formatBytes } from '../../lib/units.js';
import type { HostLimitId } from '../../model/capacity.js';
import { memory } from '../limits/memory.js';
import { type RaiseHost, sysctl } from './raise.js';

/** Each formula of capacity/limits, solved for the host's value. */
export const RAISE_HOST = {
  'file-max': ({ endsPerSession }, facts, target) => {
    const fileMax = target * endsPerSession + (facts.filesOpen ?? 0);
    const change = sysctl('file-max', null, 'fs.file-max', String(fileMax));
    return { facts: { ...facts, fileMax }, changes: [change] };
  },
  conntrack: ({ hopsPerSession }, facts, target) => {
    const max = target * hopsPerSession;
    const change = sysctl('conntrack', null, 'net.netfilter.nf_conntrack_max', String(max));
    return { facts: { ...facts, conntrack: { active: true, max } }, changes: [change] };
  },
  'epoll-watches': ({ endsPerSession }, facts, target) => {
    const watches = target * endsPerSession;
    const change = sysctl('epoll-watches', null, 'fs.epoll.max_user_watches', String(watches));
    return { facts: { ...facts, epollMaxUserWatches: watches }, changes: [change] };
  },
  memory: (deployment, facts, target) => {
    const inputs = memory(deployment, facts)?.inputs;
    if (!inputs || !facts.memory) return null;
    const each = Number(inputs.ends) * Number(inputs.socket) + Number(inputs.program);
    const availableBytes = target * each;
    const missing = availableBytes - facts.memory.availableBytes;
    return {
      facts: {
        ...facts,
        memory: { totalBytes: facts.memory.totalBytes + missing, availableBytes },
      },
      changes: [
        {
          limit: 'memory',
          hop: null,
          what: `Have ${formatBytes(availableBytes)} of memory available, ${formatBytes(missing)} more than now.`,
          where: 'host',
          lines: [],
        },
      ],
    };
  },
} satisfies Record<HostLimitId, RaiseHost>;
