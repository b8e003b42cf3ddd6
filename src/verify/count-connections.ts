import type { Ledger } from '../model/ledger.js';
import type { RunAccount } from '../model/run-account.js';
import type { ConnectionCounts } from '../model/run-result.js';
import { connectionTallies } from './connection-tallies.js';

/** The number of connections, without those that are opened beside the load. */
export function countConnections(
  { load, peakOpen }: Pick<RunAccount, 'load' | 'peakOpen'>,
  ledger: Ledger,
): ConnectionCounts {
  const failed: Record<string, number> = {};
  let established = 0;
  let reconnected = 0;
  for (const tally of connectionTallies(ledger, load.connections)) {
    const { planned, kind, opened, end, count } = tally;
    if (!planned) reconnected += kind === 'visit' || kind === 'race' ? 0 : count;
    else if (opened) established += count;
    else failed[end] = (failed[end] ?? 0) + count;
  }
  const counts = ledger.kernel.filter(({ to }) => to === 'frontend').map((one) => one.established);
  return {
    planned: load.connections,
    established,
    peak: peakOpen,
    kernelPeak: counts.length > 0 ? Math.max(...counts) : null,
    failed,
    reconnected,
  };
}
