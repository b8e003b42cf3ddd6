import type { ChalkInstance } from 'chalk';
import { formatCount } from '../../lib/units.js';
import type { Bucket } from '../../model/hop.js';
import { plainTable } from '../text/layout.js';

const WIDTH = 24;
/** More than these would push everything else off a screen. */
const MOST = 16;

/** Shares of connections as bars, the fullest a full bar. */
export function bars(by: string, buckets: readonly Bucket[], paint: ChalkInstance): string[] {
  const fullest = buckets.reduce((most, bucket) => Math.max(most, bucket.weight), 0);
  const rows = buckets
    .slice(0, MOST)
    .map((bucket) => [
      bucket.source,
      paint.cyan('#'.repeat(fullest > 0 ? Math.ceil((bucket.weight / fullest) * WIDTH) : 0)),
      `${(bucket.weight * 100).toFixed(1)} %`,
      bucket.weight === 0 ? 'never' : ports(bucket),
    ]);
  const more = buckets.length > MOST ? [`    and ${buckets.length - MOST} more`] : [];
  const table = plainTable(rows, ['left', 'left', 'right', 'right']);
  return [`    ${by}:`, ...table.map((line) => `      ${line}`), ...more];
}

function ports({ clientPorts }: Bucket): string {
  return clientPorts === null ? '' : `${formatCount(clientPorts)} ports`;
}
