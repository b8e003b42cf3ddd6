import { residentBytes, slabBytes } from '../../host/process-memory.js';
import type { MemoryUse } from '../../model/run-result.js';

/** Resident bytes of each group of processes, and the kernel's slab, at one moment. */
export interface MemorySample {
  readonly groups: ReadonlyMap<string, number>;
  readonly slab: number | null;
}

/** @param groups process ids by the name they are reported under; children are counted with them. */
export async function sampleMemory(
  groups: ReadonlyMap<string, readonly number[]>,
): Promise<MemorySample> {
  const sampled = new Map<string, number>();
  for (const [group, pids] of groups) {
    const each = await Promise.all(pids.map(residentBytes));
    const known = each.filter((bytes) => bytes !== null);
    if (known.length > 0)
      sampled.set(
        group,
        known.reduce((sum, bytes) => sum + bytes, 0),
      );
  }
  return { groups: sampled, slab: await slabBytes() };
}

/**
 * Memory growth for each connection between two samples. Resident memory is noisy, so with fewer
 * than 1,000 connections nothing is reported.
 */
export function memoryUse(
  before: MemorySample,
  after: MemorySample,
  connections: number,
): MemoryUse {
  if (connections < 1000) return { perConnection: {}, kernelPerConnection: null };
  const perConnection: Record<string, number> = {};
  for (const [group, bytes] of after.groups) {
    const growth = bytes - (before.groups.get(group) ?? bytes);
    perConnection[group] = Math.max(0, Math.round(growth / connections));
  }
  const slab = after.slab !== null && before.slab !== null ? after.slab - before.slab : null;
  return {
    perConnection,
    kernelPerConnection: slab === null ? null : Math.max(0, Math.round(slab / connections)),
  };
}
