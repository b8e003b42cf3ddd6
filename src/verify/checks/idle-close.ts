import { formatCount, formatMs } from '../../lib/units.js';
import type { Closes } from '../../model/run-result.js';
import { blameForCloses } from '../blame.js';
import { type Close, closesSince, countCloses } from '../closes.js';
import { count, describeConnection, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { crossedFin } from '../in-flight.js';
import { about } from '../selection.js';
import { defineCheck } from './check.js';

/** If this share of the connections closes at once, every client connects again at once. */
const MASS_SHARE = 0.1;
const MASS_LEAST = 5;

/**
 * A connection that is closed between requests ends with FIN. A request may cross that FIN, which
 * nobody can exclude: a GET may be sent again (warn), a POST may not (fail). The number of closes
 * is always reported, and the user may set a bound for it.
 */
export const idleClose = defineCheck({
  needs: [],
  holds: 'a connection closed between requests ends with FIN, and no POST is lost to it',
  judge(evidence): Finding {
    const { maxCloses } = evidence.budgets;
    const bound = maxCloses === null ? '' : `, and no more than ${maxCloses} are closed`;
    const expected = `a connection closed between requests ends with FIN, and no POST is lost to it${bound}`;
    const all = closesSince(evidence);
    const closes = all.filter((close) => isBetween(evidence, close));
    const counted = countCloses(evidence, all);
    if (closes.length === 0) {
      const none = 'no connection was closed between requests';
      return maxCloses === null ? skip(expected, none) : pass(expected, none);
    }
    const reset = closes.filter(({ connection }) => connection.end === 'rst');
    const crossed = closes.flatMap(({ connection, last }) =>
      last && crossedFin(evidence, last, connection) ? [last] : [],
    );
    const posts = crossed.filter(({ method }) => method === 'POST');
    const actual = `${about(evidence.ledger.connections)}${closesInWords(evidence, counted)}`;
    const tooMany = maxCloses !== null && counted.closed > maxCloses;
    const samples = [
      ...samplesOf([...posts, ...crossed], describeRequest),
      ...samplesOf([...reset, ...closes], ({ connection }) => describeConnection(connection)),
    ];
    if (reset.length + posts.length > 0 || tooMany) {
      return fail(expected, actual, blameForCloses(evidence, counted.closed), samples);
    }
    const silent = counted.closed - counted.announced;
    const mass = silent >= MASS_LEAST && silent > counted.established * MASS_SHARE;
    return crossed.length > 0 || mass ? warn(expected, actual, samples) : pass(expected, actual);
  },
});

/** A close inside a response is a cut, which another check judges. */
function isBetween(evidence: Evidence, { connection, last }: Close): boolean {
  return (
    last === undefined || last.outcome === 'complete' || crossedFin(evidence, last, connection)
  );
}

/** `300 of 300 closed, 0 by RST, 0 announced, 12 to 40 ms after the flip, 300 in 100 ms; …`. */
function closesInWords({ disturbance }: Evidence, closes: Closes): string {
  const { closed, established, byRst, announced, firstMs, lastMs, worst100Ms, race } = closes;
  const since = disturbance?.words.beginning ?? 'the ramp';
  const when = `${formatMs(firstMs ?? 0)} to ${formatMs(lastMs ?? 0)} after ${since}, at most ${formatCount(worst100Ms)} in 100 ms`;
  const all = `${formatCount(closed)} of ${count(established, 'connection')} closed, ${formatCount(byRst)} by RST, ${formatCount(announced)} announced, ${when}`;
  if (race === null) return all;
  const lost =
    race.widestLostMs === null
      ? '; no request crossed a close'
      : `; ${count(race.lost, 'request')} crossed the close, the widest sent ${formatMs(race.widestLostMs)} before it was seen`;
  const answered =
    race.nearestAnsweredMs === null
      ? ''
      : `, the nearest answered one ${formatMs(race.nearestAnsweredMs)}`;
  return `${all}${lost}${answered}`;
}
