import { formatCount, formatMs } from '../lib/units.js';
import type { BenchResult, BenchVerdict, FailureKind, JudgedThreshold } from '../model/bench.js';
import { WORDS } from './account/failures.js';

/** A worker that uses this share of a core has no time left to be punctual. */
const FULL_CORE = 0.9;

/** A pause of the tester this long means that no figure is the target's (the same limit as in a run). */
const STALL_LIMIT_MS = 2000;

/** Something that fails the benchmark, unless a threshold on one of these metrics judges it. */
interface Finding {
  readonly metrics: readonly string[];
  readonly reason: string;
  /** The tester was the limit, so the figures say nothing about the target. */
  readonly invalid?: boolean;
}

/**
 * Thresholds decide about the metrics that they name. Without a threshold, a benchmark passes only
 * if every request got its answer: any failure and any status from 400 on fails. A limit of the
 * tester makes the benchmark invalid, neither pass nor fail.
 */
export function benchVerdict(
  result: BenchResult,
  thresholds: readonly JudgedThreshold[],
): BenchVerdict {
  const judged = new Set(thresholds.map(({ metric }) => metric));
  const open = findings(result).filter(({ metrics }) => !metrics.some((name) => judged.has(name)));
  const failed = thresholds.filter(({ ok }) => !ok).map((threshold) => notKept(threshold, result));
  const all = [...open, ...failed];
  const reasons = all.map(({ reason }) => reason);
  const invalid = all.some((finding) => finding.invalid);
  return { verdict: invalid ? 'invalid' : reasons.length > 0 ? 'fail' : 'pass', reasons };
}

function findings(result: BenchResult): Finding[] {
  const { account, responses, errors, timeouts } = result;
  const kinds = account === null ? [] : (Object.keys(account.failures) as FailureKind[]);
  const found = [
    ...testerGaveWay(result),
    ...kinds.flatMap((kind) => failure(kind, account?.failures[kind] ?? 0)),
    ...Object.entries(result.statusCodes).flatMap(([code, count]) => status(code, count)),
    ...rateNotKept(result),
  ];
  if (account === null && errors > 0) {
    found.push({ metrics: ['errors'], reason: `${formatCount(errors)} errors` });
  }
  if (account === null && timeouts > 0) {
    found.push({ metrics: ['timeouts'], reason: `${formatCount(timeouts)} timeouts` });
  }
  if (responses === 0) found.push({ metrics: ['responses'], reason: 'no response at all' });
  return found;
}

/** Then only the generator itself was measured, whatever else was found. */
function testerGaveWay({ gaveWay, account }: BenchResult): Finding[] {
  const stallMs = account?.tester.stallMs ?? 0;
  const stalled = `a worker of the tester stood still for ${formatMs(stallMs)}`;
  const why = gaveWay ?? (stallMs > STALL_LIMIT_MS ? stalled : null);
  return why === null ? [] : [{ metrics: [], reason: why, invalid: true }];
}

/** A threshold that is broken only because of the tester's own limits says nothing about the target. */
function notKept(threshold: JudgedThreshold, { account, durationMs }: BenchResult): Finding {
  const { op, metric, limit, actual, unit } = threshold;
  const reason = `the threshold on ${metric} (${op}) is not kept`;
  const { cpu = 0, stallMs = 0, stalledMs = 0 } = account?.tester ?? {};
  const awake = Math.max(0, 1 - stalledMs / Math.max(1, durationMs));
  const keptAwake =
    op === 'max' ? unit === 'ms' && actual - stallMs <= limit : actual >= limit * awake;
  if (stallMs > 0 && keptAwake) {
    const own = `, and would be without the ${formatMs(stallMs)} that a worker of the tester stood still`;
    return { metrics: [], reason: reason + own, invalid: true };
  }
  if (op === 'min' && cpu >= FULL_CORE) {
    const own = `, and the tester's own processor was full (${Math.round(cpu * 100)} % of a core)`;
    return { metrics: [], reason: reason + own, invalid: true };
  }
  return { metrics: [], reason };
}

function failure(kind: FailureKind, count: number): Finding[] {
  // An interruption has its own exit code.
  if (count === 0 || kind === 'unfinished') return [];
  const sums = kind === 'timeout' ? ['timeouts'] : ['errors'];
  if (kind.startsWith('cut-')) sums.push('cut');
  const reason = `${formatCount(count)} ${kind}: ${WORDS[kind]}`;
  const invalid = kind === 'no-port' || kind === 'no-descriptor';
  return [{ metrics: [kind, ...sums], reason, invalid }];
}

function status(code: string, count: number): Finding[] {
  if (Number(code) < 400) return [];
  const metrics = [code, `${code[0]}xx`, 'non2xx'];
  return [{ metrics, reason: `${formatCount(count)} responses with status ${code}` }];
}

function rateNotKept({ account }: BenchResult): Finding[] {
  if (!account?.rate || account.rate.unsent === 0) return [];
  const { due, unsent } = account.rate;
  const invalid = account.tester.cpu >= FULL_CORE;
  const why = invalid
    ? `the tester's own processor was full (${Math.round(account.tester.cpu * 100)} % of a core)`
    : 'every connection was waiting for an answer';
  const reason = `${formatCount(unsent)} of ${formatCount(due)} requests were due and not sent: ${why}`;
  return [{ metrics: ['unsent'], reason, invalid }];
}
