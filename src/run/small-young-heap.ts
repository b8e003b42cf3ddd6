import { setFlagsFromString } from 'node:v8';

/**
 * The versions of V8 that are known to have the flag, those of Node 20 to 24. Others would print a
 * warning.
 */
const KNOWN = { first: 11, last: 13 };

/**
 * Keeps the part of the heap for new objects at its first size. V8 lets it grow to 48 MB, and a
 * conductor that decodes millions of short-lived rows would use all of it (measured by `npm run
 * benchmark:ledger`: a peak of 195 MB, and 160 MB with this, at the same speed).
 */
export function keepYoungHeapSmall(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version < KNOWN.first || version > KNOWN.last) return;
  setFlagsFromString('--semi-space-growth-factor=1');
}
