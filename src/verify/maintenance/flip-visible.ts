import { groupBy } from '../../lib/group-by.js';
import { formatMs } from '../../lib/units.js';
import type { HealthProbe } from '../../model/ledger.js';
import { defineCheck } from '../checks/check.js';
import { at, count } from '../describe.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/**
 * The drained backend's health URI shows the maintenance page within V of the flip, and shows it
 * until the flip back. No other backend's does. Witness: the tester's own probes, which ask the
 * backends directly. A backend that stops after its page was seen has shown enough.
 */
export const flipVisible = defineCheck({
  needs: ['flip'],
  holds:
    'the maintenance page is seen at the drained backend soon after the flip, and nowhere else',
  judge({ ledger }, { flip }): Finding {
    const { onMs, bounds, drained, drainEndMs, healthUrls } = flip;
    const where = healthUrls[drained] ?? `the health URI of ${drained}`;
    const expected = `"${flip.page}" at ${where} within ${formatMs(bounds.visibleMs)} of the flip, and at no other backend`;
    const during = ledger.probes.filter(({ atMs }) => atMs >= onMs && atMs < drainEndMs);
    const probes = during.filter(({ backend }) => backend === drained);
    if (probes.length === 0) return skip(expected, `no probe of ${drained} after the flip`);
    const first = probes.find(shows);
    const others = elsewhere(flip, during);
    const lateFromMs = onMs + bounds.visibleMs;
    const late = probes.filter(
      (probe) => probe.atMs > lateFromMs && !shows(probe) && !hasEnded(probe, first),
    );
    const samples = late.map(describeProbe);
    if (others !== '') {
      const here = first ? seenAfter(first, onMs) : `never seen at ${drained}`;
      return fail(
        expected,
        `${here}; ${others}`,
        'the command that switches maintenance on',
        samples,
      );
    }
    const blame = `backend proxy ${drained}`;
    if (!first && drainEndMs < lateFromMs) return skip(expected, 'the run ended before that');
    if (!first)
      return fail(expected, `never seen in ${count(probes.length, 'probe')}`, blame, samples);
    const seen = seenAfter(first, onMs);
    if (late.length > 0) {
      return fail(
        expected,
        `${seen}; ${count(late.length, 'probe')} without it past the bound`,
        blame,
        samples,
      );
    }
    if (first.atMs > lateFromMs) return warn(expected, `${seen}: no earlier probe`);
    const ended = probes.find((probe) => hasEnded(probe, first));
    return pass(
      expected,
      `${seen}${ended ? `; the backend went down itself ${at(ended.atMs)}` : ''}`,
    );
  },
  voids: ({ maintenance }, { actual }) =>
    maintenance === null || maintenance.switched
      ? null
      : `nothing to judge: the command that switches maintenance on ended well and switched nothing; ${actual}`,
});

function shows({ verdict }: HealthProbe): boolean {
  return verdict === 'maintenance';
}

/** The backend stopped listening after the page was seen. */
function hasEnded(probe: HealthProbe, first: HealthProbe | undefined): boolean {
  return probe.verdict === 'unreachable' && first !== undefined && probe.atMs > first.atMs;
}

/**
 * Says if the page came with a status other than 200: a frontend that reads only statuses would
 * have detected it too.
 */
function seenAfter({ atMs, status }: HealthProbe, onMs: number): string {
  const seen = `first seen ${formatMs(atMs - onMs)} after the flip`;
  return status === 200
    ? seen
    : `${seen}, with status ${status}: the rule on the body was not put to the test`;
}

/** `b shows the page, first after 60 ms`; empty if no other backend shows it. */
function elsewhere({ drained, onMs }: MaintenanceEvidence, during: readonly HealthProbe[]): string {
  const shown = during.filter((probe) => probe.backend !== drained && shows(probe));
  return [...groupBy(shown, ({ backend }) => backend)]
    .map(([backend, probes]) => {
      const [first] = probes;
      return `${backend} shows the page, first after ${formatMs((first?.atMs ?? onMs) - onMs)}`;
    })
    .join(', ');
}

function describeProbe({ verdict, status, atMs, seen }: HealthProbe): string {
  const body = seen === '' ? 'an empty body' : `"${seen}"`;
  return status === null ? `${verdict} ${at(atMs)}` : `status ${status} and ${body} ${at(atMs)}`;
}
