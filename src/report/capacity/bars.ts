import { formatCount } from '../../lib/units.js';
import type { Bucket } from '../../model/hop.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { tableLines } from '../text/table.js';
import { wrap } from '../text/wrap.js';

/** A full bar takes three tenths of a line, up to this width. */
const WIDTH = 24;
/** More bars would push everything else off a screen. */
const MOST = 16;

/** Shares of connections as bars; the largest share is a full bar. */
export function bars(by: string, buckets: readonly Bucket[], layout: Layout): string[] {
  const paint = painter(layout);
  const width = Math.min(WIDTH, Math.floor(layout.columns * 0.3));
  const fullest = buckets.reduce((most, bucket) => Math.max(most, bucket.weight), 0);
  const rows = buckets
    .slice(0, MOST)
    .map((bucket) => [
      bucket.source,
      paint.cyan('#'.repeat(fullest > 0 ? Math.ceil((bucket.weight / fullest) * width) : 0)),
      `${(bucket.weight * 100).toFixed(1)} %`,
      bucket.weight === 0 ? 'never' : ports(bucket),
    ]);
  const more = buckets.length > MOST ? [`    and ${buckets.length - MOST} more`] : [];
  const table = { rows, aligns: ['left', 'left', 'right', 'right'], indent: '      ' } as const;
  return [wrap(`${by}:`, layout.columns, '    ', '      '), ...tableLines(table, layout), ...more];
}

function ports({ clientPorts }: Bucket): string {
  return clientPorts === null ? '' : `${formatCount(clientPorts)} ports`;
}
