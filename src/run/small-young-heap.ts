import { setFlagsFromString } from 'node:v8';

/** V8's versions that are known to have the flag: those of Node 20 to 24. Others would complain. */
const KNOWN = { first: 11, last: 13 };

/**
 * Keeps the part of the heap for new objects at its first size. V8 lets it grow to 48 MB, and a
 * conductor that decodes millions of rows, each for a moment, would take all of it (measured by
 * `npm run benchmark:ledger`: 195 MB at its peak, 160 MB with this, and no slower).
 */
export function keepYoungHeapSmall(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < KNOWN.first || version > KNOWN.last) return;
  setFlagsFromString('--semi-space-growth-factor=1');
}
