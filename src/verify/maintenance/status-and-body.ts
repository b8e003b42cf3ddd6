import { formatMs } from '../../lib/units.js';
import { defineCheck } from '../checks/check.js';
import { type Finding, fail, pass, skip } from '../finding.js';
import { BLIND } from './blind.js';

/**
 * The frontend judges by status and body: it takes out a backend that answers 200 with the
 * maintenance page within D, and brings it back within U after the page is removed.
 */
export const statusAndBody = defineCheck({
  needs: ['flip'],
  holds:
    'the drained backend is marked down soon after its maintenance page appears, and up soon after the page is removed',
  blind: BLIND,
  judge(evidence, { flip }): Finding {
    const { ledger, raceMs, endMs } = evidence;
    const { bounds, drained, markedDown, onMs, offMs } = flip;
    const expected = `${drained} marked down within ${formatMs(bounds.detectMs)} of its maintenance page, and up within ${formatMs(bounds.returnMs)} of the page’s removal`;
    const page = ledger.probes.find(
      (probe) => probe.backend === drained && probe.verdict === 'maintenance',
    );
    if (!page) return skip(expected, `the maintenance page of ${drained} was never seen`);
    if (!flip.reportsTransitions)
      return skip(expected, 'the frontend does not report its peers’ states');
    const shown = `the page came with status ${page.status}`;
    if (!markedDown.told && flip.drainEndMs < onMs + bounds.detectMs) {
      return skip(expected, 'the run ended before that');
    }
    if (!markedDown.told) return fail(expected, `${shown}; never marked down`, 'frontend');
    const downMs = markedDown.latestMs - onMs;
    const down = `${shown}; down after ${formatMs(Math.max(0, downMs))}`;
    if (downMs > bounds.detectMs) return fail(expected, down, 'frontend');
    if (offMs === null || endMs < offMs + bounds.returnMs) return pass(expected, down);
    const up = ledger.transitions.find(
      ({ backend, state, atMs }) =>
        backend === drained && state === 'up' && atMs >= offMs - raceMs && atMs <= endMs,
    );
    if (!up) return fail(expected, `${down}; never up again`, 'frontend');
    const both = `${down}; up after ${formatMs(Math.max(0, up.atMs - offMs))}`;
    return up.atMs - offMs > bounds.returnMs
      ? fail(expected, both, 'frontend')
      : pass(expected, both);
  },
});
