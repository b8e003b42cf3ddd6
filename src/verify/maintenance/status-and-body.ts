import { formatMs } from '../../lib/units.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';

/**
 * The frontend judges by status and body: it takes a backend that answers 200 with the
 * maintenance page out within D, and brings it back within U of the page's going.
 */
export function statusAndBody(evidence: Evidence): Finding {
  const { ledger, bounds, drained, markedDown, raceMs } = evidence;
  const { onMs, offMs } = ledger.flip;
  const expected = `${drained} marked down within ${formatMs(bounds.detectMs)} of its maintenance page, up within ${formatMs(bounds.returnMs)} of its going`;
  if (onMs === null || !markedDown) return skip(expected, 'maintenance was never switched on');
  const page = ledger.probes.find(
    (probe) => probe.backend === drained && probe.verdict === 'maintenance',
  );
  if (!page) return skip(expected, `the maintenance page of ${drained} was never seen`);
  if (!evidence.reportsTransitions)
    return skip(expected, 'the frontend does not tell its peers’ states');
  const shown = `the page came with status ${page.status}`;
  if (!markedDown.told && evidence.drainEndMs < onMs + bounds.detectMs) {
    return skip(expected, 'the run ended before that');
  }
  if (!markedDown.told) return fail(expected, `${shown}; never marked down`, 'frontend');
  const downMs = markedDown.latestMs - onMs;
  const down = `${shown}; down after ${formatMs(Math.max(0, downMs))}`;
  if (downMs > bounds.detectMs) return fail(expected, down, 'frontend');
  if (offMs === null || evidence.endMs < offMs + bounds.returnMs) return pass(expected, down);
  const up = ledger.transitions.find(
    ({ backend, state, atMs }) =>
      backend === drained && state === 'up' && atMs >= offMs - raceMs && atMs <= evidence.endMs,
  );
  if (!up) return fail(expected, `${down}; never up again`, 'frontend');
  const both = `${down}; up after ${formatMs(Math.max(0, up.atMs - offMs))}`;
  return up.atMs - offMs > bounds.returnMs
    ? fail(expected, both, 'frontend')
    : pass(expected, both);
}
