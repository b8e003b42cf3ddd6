import type { HostFacts } from '../../model/facts.js';
import type { Host } from './host.js';
import { kilobytesField, number, type Reading, reading } from './reading.js';

type Memory = NonNullable<HostFacts['memory']>;

/** The host's memory, or what the control group leaves of it if that is less. */
export function readMemory(host: Host): Reading<Memory> {
  const meminfo = host.read('/proc/meminfo') ?? '';
  const totalBytes = kilobytesField(meminfo, 'MemTotal');
  const availableBytes = kilobytesField(meminfo, 'MemAvailable');
  if (totalBytes === null || availableBytes === null) return null;
  const group = groupMemory(host);
  if (!group || group.limitBytes >= totalBytes) {
    return reading({ totalBytes, availableBytes }, '/proc/meminfo');
  }
  const left = Math.max(0, group.limitBytes - group.usedBytes);
  return reading(
    { totalBytes: group.limitBytes, availableBytes: Math.min(availableBytes, left) },
    group.origin,
  );
}

interface GroupMemory {
  readonly limitBytes: number;
  readonly usedBytes: number;
  readonly origin: string;
}

/**
 * Version 2 has one tree for all controllers, version 1 one for memory. In a container either may
 * be mounted at the root.
 */
function groupMemory(host: Host): GroupMemory | null {
  const membership = host.read('/proc/self/cgroup') ?? '';
  const rows = membership.split('\n').map(membershipRow);
  const v1 = rows.find(({ controllers }) => controllers.includes('memory'))?.group;
  const v2 = rows.find(({ hierarchy, controllers }) => hierarchy === '0' && !controllers[0])?.group;
  const candidates = [
    ...trees('/sys/fs/cgroup', v2, 'memory.max', 'memory.current'),
    ...trees('/sys/fs/cgroup/memory', v1, 'memory.limit_in_bytes', 'memory.usage_in_bytes'),
  ];
  const groups = candidates.flatMap(({ limit, used }) => {
    const limitBytes = number(host.read(limit));
    const usedBytes = number(host.read(used));
    // `max` is no number and means no limit at this level.
    return limitBytes === null || usedBytes === null
      ? []
      : [{ limitBytes, usedBytes, origin: limit }];
  });
  return groups.reduce<GroupMemory | null>(
    (least, group) => (least && least.limitBytes <= group.limitBytes ? least : group),
    null,
  );
}

/** `4:cpu,memory:/some/group`, as in cgroups(7); version 2 names no controllers. */
function membershipRow(row: string) {
  const [hierarchy = '', controllers = '', ...group] = row.split(':');
  return {
    hierarchy,
    controllers: controllers.split(','),
    group: group.length === 0 ? undefined : group.join(':'),
  };
}

/** The group itself and every group above it, because any of them may hold the limit that binds. */
function trees(root: string, group: string | undefined, limit: string, used: string) {
  if (group === undefined) return [];
  const parts = group.split('/').filter(Boolean);
  return [...parts.keys(), parts.length].map((depth) => {
    const path = [root, ...parts.slice(0, depth)].join('/');
    return { limit: `${path}/${limit}`, used: `${path}/${used}` };
  });
}
