import { formatMs } from '../../lib/units.js';
import { at, count } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';

/**
 * The drained backend proxy's health URI shows the maintenance page within V of the flip, and
 * goes on showing it until the flip back. Witness: the tester's own probes, past the frontend.
 */
export function flipVisible(evidence: Evidence): Finding {
  const { ledger, bounds, drained, drainEndMs } = evidence;
  const { onMs } = ledger.flip;
  const expected = `maintenance page of ${drained} within ${formatMs(bounds.visibleMs)} of the flip`;
  if (onMs === null) return skip(expected, 'maintenance was never switched on');
  const probes = ledger.probes.filter(
    ({ backend, atMs }) => backend === drained && atMs >= onMs && atMs < drainEndMs,
  );
  if (probes.length === 0) return skip(expected, `no probe of ${drained} after the flip`);
  const first = probes.find((probe) => probe.verdict === 'maintenance');
  const blame = `backend proxy ${drained}`;
  const late = probes.filter(
    (probe) => probe.verdict !== 'maintenance' && probe.atMs > onMs + bounds.visibleMs,
  );
  const samples = late.map(
    (probe) => `${probe.verdict}, status ${probe.status}, ${at(probe.atMs)}`,
  );
  if (!first)
    return fail(expected, `never seen in ${count(probes.length, 'probe')}`, blame, samples);
  const seen = `first seen ${formatMs(first.atMs - onMs)} after the flip`;
  if (late.length > 0) {
    return fail(
      expected,
      `${seen}; ${count(late.length, 'probe')} without it past the bound`,
      blame,
      samples,
    );
  }
  if (first.atMs > onMs + bounds.visibleMs)
    return warn(expected, `${seen}: no probe before to tell`);
  return pass(expected, seen);
}
