import { formatMs } from '../../lib/units.js';
import { blameForRouting } from '../blame.js';
import { at, count } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';

/** A request's beginning at a backend. */
interface Beginning {
  readonly id: string;
  readonly backend: string;
  readonly beganMs: number;
  /** The latest at which it may have begun; the same where the server itself says when. */
  readonly latestMs: number;
}

/**
 * No request but a health check begins at the drained backend after Tf + D, until the flip
 * back. Witness: the backend servers' ledgers; without them, the backend that each response names.
 * A request that was answered only after the flip back may have waited for it in the frontend: when
 * it began at the backend nobody saw, and its delay is judged as latency.
 */
export function lastNewRequest(evidence: Evidence): Finding {
  const { ledger, bounds, drained, drainEndMs } = evidence;
  const { onMs } = ledger.flip;
  const expected = `no new request at ${drained} later than ${formatMs(bounds.detectMs)} after the flip`;
  if (onMs === null) return skip(expected, 'maintenance was never switched on');
  if (!evidence.switched) return skip(expected, `nothing shows that ${drained} was taken out`);
  const fromMs = onMs + bounds.detectMs;
  const beginnings = ledger.servers ? byServers(evidence) : byResponses(evidence);
  const before = beginnings.filter((one) => one.backend === drained && one.beganMs < onMs);
  if (before.length === 0 && beginnings.length === 0) return byKernel(evidence, expected, fromMs);
  if (before.length === 0)
    return skip(expected, `no request was seen at ${drained} before the flip`);
  const during = beginnings.filter((one) => one.beganMs > fromMs && one.beganMs < drainEndMs);
  if (during.length === 0) return skip(expected, 'no request began anywhere after that');
  const there = during.filter((one) => one.backend === drained);
  const wrong = there.filter((one) => one.latestMs < drainEndMs);
  const held = there.length - wrong.length;
  const last = beginnings
    .filter((one) => one.backend === drained && one.latestMs < drainEndMs)
    .reduce((latest, one) => Math.max(latest, one.beganMs), 0);
  const seen = `last one ${formatMs(Math.max(0, last - onMs))} after the flip`;
  if (wrong.length === 0) {
    const kept = held > 0 ? `, ${held} held until the flip back` : '';
    return pass(expected, `${seen}; ${count(during.length - held, 'request')} elsewhere${kept}`);
  }
  const samples = wrong.map((one) => `${one.id || 'no id'} began ${at(one.beganMs)}`);
  return fail(
    expected,
    `${seen}; ${count(wrong.length, 'request')} too late`,
    blameForRouting(evidence),
    samples,
  );
}

/**
 * Where no answer names its backend, the kernel may still have seen it: connections of the
 * frontend's pool that carried requests before the flip, and none with data after Tf + D. Data that
 * still moves proves nothing, for what is established may go on.
 */
function byKernel(
  { ledger, drained, flipBeganMs, heldFromMs, drainEndMs }: Evidence,
  expected: string,
  fromMs: number,
): Finding {
  const unnamed = 'no answer names its backend';
  const sockets = ledger.sockets?.sockets.filter(
    ({ firstSeenMs, lastSeenMs }) => lastSeenMs > firstSeenMs && firstSeenMs < drainEndMs,
  );
  const carried = (sockets ?? []).filter(
    ({ firstSeenMs, lastDataMs }) => firstSeenMs < (flipBeganMs ?? 0) && lastDataMs > heldFromMs,
  );
  if (carried.length === 0) {
    return skip(expected, `${unnamed}, and this kernel saw no lasting connection to ${drained}`);
  }
  const busy = (sockets ?? []).filter(({ lastDataMs }) => lastDataMs > fromMs);
  if (busy.length > 0) {
    return skip(
      expected,
      `${unnamed}, and data still moved on ${count(busy.length, 'connection')} to ${drained}: for new requests, or for what was established`,
    );
  }
  const last = carried.reduce((latest, { lastDataMs }) => Math.max(latest, lastDataMs), 0);
  return pass(
    expected,
    `by the kernel's account: last data ${formatMs(Math.max(0, last - (flipBeganMs ?? 0)))} after the flip, on ${count(carried.length, 'connection')} that carried requests before`,
  );
}

function byServers({ ledger }: Evidence): Beginning[] {
  return (ledger.servers ?? []).flatMap(({ backend, requests }) =>
    requests
      .filter((request) => !request.health)
      .map(({ id, beganMs }) => ({ id, backend, beganMs, latestMs: beganMs })),
  );
}

function byResponses({ ledger }: Evidence): Beginning[] {
  return [...ledger.requests].flatMap(({ id, backend, sentMs, headMs }) =>
    backend === null ? [] : [{ id, backend, beganMs: sentMs, latestMs: headMs ?? sentMs }],
  );
}
