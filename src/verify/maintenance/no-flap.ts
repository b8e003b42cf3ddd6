import { groupBy } from '../../lib/group-by.js';
import type { Transition } from '../../model/ledger.js';
import { defineCheck } from '../checks/check.js';
import { at, count } from '../describe.js';
import { type Finding, fail, pass, skip } from '../finding.js';

const EXPECTED = 'one transition a flip, no other';

/**
 * One transition for each flip, and none of a backend that was not flipped. Witness: the frontend's
 * reports.
 */
export const noFlap = defineCheck({
  needs: ['flip'],
  holds: EXPECTED,
  judge({ ledger, raceMs, endMs }, { flip }): Finding {
    const { drained, onMs, offMs } = flip;
    if (!flip.reportsTransitions)
      return skip(EXPECTED, 'the frontend does not report its peers’ states');
    const changes = realChanges(ledger.transitions.filter(({ atMs }) => atMs < endMs));
    if (changes.length === 0) return skip(EXPECTED, 'there was no transition at all');
    const belongs = (state: Transition['state'], flipMs: number) => (change: Transition) =>
      change.backend === drained && change.state === state && change.atMs >= flipMs - raceMs;
    const due = [
      changes.find(belongs('down', onMs)),
      offMs === null ? undefined : changes.find(belongs('up', offMs)),
    ];
    const extra = changes.filter((change) => !due.includes(change));
    const seen = `${count(changes.length, 'transition')} seen`;
    if (extra.length === 0) return pass(EXPECTED, seen);
    const samples = extra.map(({ backend, state, atMs }) => `${backend} ${state} ${at(atMs)}`);
    return fail(EXPECTED, `${seen}, ${extra.length} without a flip`, 'frontend', samples);
  },
});

/**
 * Leaves out repetitions (each worker may report a change) and the first `up` of a backend that
 * starts.
 */
function realChanges(transitions: readonly Transition[]): Transition[] {
  const sorted = [...transitions].sort((a, b) => a.atMs - b.atMs);
  return [...groupBy(sorted, ({ backend }) => backend).values()].flatMap((ofOne) =>
    ofOne.filter((change, i) => change.state !== (ofOne[i - 1]?.state ?? 'up')),
  );
}
