import { expect } from 'vitest';
import type { Pace, Seen } from './observe.js';
import type { Answer } from './plain-client.js';

/** Proves to plain clients that a deployment does what its description says. */
export interface Proof {
  readonly shows: (seen: Seen) => void;
  readonly pace?: Partial<Pace>;
}

export type Test = (answer: Answer) => boolean;

export const whole: Test = ({ outcome, status }) => outcome === 'whole' && (status ?? 500) < 400;
export const is =
  (outcome: Answer['outcome']): Test =>
  (answer) =>
    answer.outcome === outcome;
export const status =
  (code: number): Test =>
  (answer) =>
    answer.status === code;
export const from =
  (backend: string | null): Test =>
  (answer) =>
    answer.backend === backend;
export const not =
  (test: Test): Test =>
  (answer) =>
    !test(answer);
export const both =
  (one: Test, other: Test): Test =>
  (answer) =>
    one(answer) && other(answer);
export const within =
  (lowMs: number, highMs: number): Test =>
  ({ ms }) =>
    ms >= lowMs && ms < highMs;

export const only = (answers: readonly Answer[], test: Test): void => {
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter(not(test)).slice(0, 3)).toEqual([]);
};
export const none = (answers: readonly Answer[], test: Test): void => only(answers, not(test));
/** About this many: from half of it to twice as many. */
export const share = (answers: readonly Answer[], test: Test, expected: number): void => {
  const measured = answers.filter(test).length / answers.length;
  expect(measured).toBeGreaterThanOrEqual(expected / 2);
  expect(measured).toBeLessThanOrEqual(Math.min(1, expected * 2));
};
export const some = (answers: readonly Answer[], test: Test): void =>
  expect(answers.filter(test).length).toBeGreaterThan(0);

export const drained = ({ settled }: Seen): void => none(settled, from('a'));
export const returned = ({ back }: Seen): void => some(back, both(whole, from('a')));

/** Everything is served, nothing reaches a once the frontend has detected the flip, and a comes back. */
export const right = (seen: Seen, served: Test = whole): void => {
  only(seen.before, served);
  some(seen.before, from('a'));
  only(seen.drain, served);
  drained(seen);
  only(seen.back, served);
  some(seen.back, from('a'));
};
/** Everything is served; the answers do not name their backend. */
export const served = ({ before, drain, back }: Seen): void => {
  only([...before, ...drain, ...back], whole);
};
/** The same if the answers do not name their backend: the backend's own count shows it. */
export const leavesA: Proof = {
  shows: (seen) => {
    served(seen);
    expect(seen.lateAtA).toBe(0);
  },
};
export const usesA: Proof = {
  shows: (seen) => {
    served(seen);
    expect(seen.lateAtA).toBeGreaterThan(0);
  },
};
export const RIGHT: Proof = { shows: right };

/** Right, except for a share of the answers during the drain. */
export const inDrain = (test: Test, expected: number, pace: Partial<Pace> = {}): Proof => ({
  pace,
  shows: ({ before, drain }) => {
    only(before, whole);
    share(drain, test, expected);
    only(drain, (answer) => whole(answer) || test(answer));
  },
});
/** Everything is served before, and a is still used. */
export const notDrained: Proof = {
  shows: (seen) => {
    served(seen);
    some(seen.settled, from('a'));
  },
};
export const bodies = (answers: readonly Answer[]): number =>
  new Set(answers.map(({ body }) => body)).size;
/** How many bodies of the drain were not seen before. */
export const newBodies = ({ before, drain }: Seen): number => {
  const known = new Set(before.map(({ body }) => body));
  return bodies(drain.filter(({ body }) => !known.has(body)));
};
export const lengths = (answers: readonly Answer[]): number =>
  new Set(answers.map(({ body }) => body.length)).size;
/** Right, with as many different bodies as the application promises. */
export const rightWith = (test: (seen: Seen) => void): Proof => ({
  shows: (seen) => {
    right(seen);
    test(seen);
  },
});
export const refusal = (code: number): Proof => ({
  shows: ({ before }) => only(before, status(code)),
});
export const healthOf = (
  at: 0 | 1,
  phase: 'before' | 'drain',
  code: number,
  text: string,
): Proof => ({
  shows: ({ health }) =>
    expect([health[phase][at]?.status, health[phase][at]?.body]).toEqual([code, text]),
});
export const tunnelsStood = ({ tunnels }: Seen): void => {
  expect(tunnels.map((tunnel) => tunnel.status)).toEqual(tunnels.map(() => '101'));
};
export const ended = (seen: Seen) => seen.tunnels.filter(({ end }) => end === 'fin');
