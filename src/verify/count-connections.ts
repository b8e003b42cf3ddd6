import type { Ledger } from '../model/ledger.js';
import type { RunAccount } from '../model/run-account.js';
import type { ConnectionCounts } from '../model/run-result.js';

/** How many connections there were; what is opened beside the load to come and go is left out. */
export function countConnections(
  { load, peakOpen }: RunAccount,
  { connections, kernel }: Ledger,
): ConnectionCounts {
  const { connections: planned } = load;
  const failed: Record<string, number> = {};
  let established = 0;
  let reconnected = 0;
  for (const { index, kind, openMs, end } of connections) {
    if (index >= planned) reconnected += kind === 'visit' || kind === 'race' ? 0 : 1;
    else if (openMs !== null) established++;
    else failed[end] = (failed[end] ?? 0) + 1;
  }
  const counts = kernel.filter(({ to }) => to === 'frontend').map((count) => count.established);
  const kernelPeak = counts.length > 0 ? Math.max(...counts) : null;
  return { planned, established, peak: peakOpen, kernelPeak, failed, reconnected };
}
