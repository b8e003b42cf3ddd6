import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../src/config/scenario/read-scenario.js';
import { TidegateError } from '../../../src/lib/errors.js';
import { scoreOf } from '../../../src/run/scenarios/score-of.js';
import { VOCABULARY } from '../../../src/run/scenarios/vocabulary.js';

const maintenance = readFileSync('scenarios/maintenance/scenario.yaml', 'utf8');
const hold = readFileSync('scenarios/hold/scenario.yaml', 'utf8');
const read = (text: string) => readScenario('s.yaml', text, VOCABULARY);

/** The maintenance scenario with these steps. */
function withScore(...steps: string[]): string {
  return `${maintenance}score:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
}

/** Message and hint of the error. */
function refusalOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof TidegateError) return `${error.code} ${error.message} | ${error.hint}`;
    throw error;
  }
  return 'accepted';
}

const RAMP = '{ phase: ramp }';
const ON = '{ phase: flip, to: on }';
const OFF = '{ phase: flip, to: off }';
const RELEASE = '{ phase: release }';

describe('a score', () => {
  test('of the maintenance kind is its own steps, in their order', () => {
    const { steps, needs, watches } = scoreOf(read(maintenance));
    expect(steps).toEqual([
      { phase: 'ramp', parameters: {} },
      { phase: 'hold', parameters: { for: 3000 } },
      { phase: 'flip', parameters: { to: 'on' } },
      { phase: 'drain', parameters: {} },
      { phase: 'settle', parameters: { for: 1000 } },
      { phase: 'flip', parameters: { to: 'off' } },
      { phase: 'return', parameters: { for: 4000 } },
      { phase: 'release', parameters: {} },
    ]);
    expect(needs).toEqual(['maintenance']);
    expect(Object.keys(watches)).toEqual(['health', 'sockets', 'newcomers']);
  });

  test('of a file is played instead, with the checks that its steps can be judged by', () => {
    const { steps, checks, witnesses } = scoreOf(
      read(withScore(RAMP, '{ phase: command, run: reload }', '{ phase: pulse }', RELEASE)),
    );
    expect(steps.map(({ phase }) => phase)).toEqual(['ramp', 'command', 'pulse', 'release']);
    expect(steps[1]?.parameters).toEqual({ run: 'reload', timeout: 60_000 });
    expect(checks).toContain('latency');
    expect(checks).not.toContain('last-new-request');
    expect(witnesses).toEqual(['held-alive']);
  });

  test('that flips is judged as maintenance is', () => {
    const score = withScore(RAMP, ON, '{ phase: drain }', OFF, RELEASE);
    const { checks, witnesses } = scoreOf(read(score));
    expect(checks).toContain('last-new-request');
    expect(witnesses).toContain('status-and-body');
  });

  test('needs no flip and no maintenance where it holds only', () => {
    const { needs, watches } = scoreOf(read(hold));
    expect(needs).toEqual([]);
    expect(watches).toEqual({});
  });
});

describe('a wrong score names the step, its place and the mend', () => {
  test.each([
    ['no ramp', [RELEASE], /score\.0: release comes before the ramp/],
    [
      'hold first',
      ['{ phase: hold, for: 1s }', RAMP, RELEASE],
      /score\.0: hold comes before the ramp/,
    ],
    ['two ramps', [RAMP, RAMP, RELEASE], /score\.1: ramp is not the first step/],
    ['no release', [RAMP], /score\.0: ramp opens a load that nothing ends .*release/],
    [
      'release in the middle',
      [RAMP, RELEASE, '{ phase: hold, for: 1s }', RELEASE],
      /score\.1: release is not the last/,
    ],
    ['never off', [RAMP, ON, RELEASE], /score\.1: flip is never flipped back .*to: off/],
    [
      'off first',
      [RAMP, OFF, ON, RELEASE],
      /score\.1: flip comes while no backend is in maintenance/,
    ],
    ['on twice', [RAMP, ON, OFF, ON, OFF, RELEASE], /score\.3: flip comes a second time/],
    ['off twice', [RAMP, ON, OFF, OFF, RELEASE], /score\.3: flip comes while no backend is in/],
    ['drain without a flip', [RAMP, '{ phase: drain }', RELEASE], /score\.1: drain comes while no/],
    [
      'return too early',
      [RAMP, ON, '{ phase: return, for: 1s }', OFF, RELEASE],
      /score\.2: return comes before maintenance is off/,
    ],
    [
      'an unknown phase',
      [RAMP, '{ phase: holdd, for: 1s }', RELEASE],
      /score\.1.*a phase: ramp, hold, flip/,
    ],
    [
      'an unknown parameter',
      [RAMP, '{ phase: hold, fro: 1s }', RELEASE],
      /score\.1\.fro is not known.*score\.1\.for/,
    ],
    [
      'a bad parameter',
      [RAMP, '{ phase: hold, for: 3 }', RELEASE],
      /score\.1\.for is 3 .*a duration like/,
    ],
    [
      'a wait that a timer cannot wait',
      [RAMP, '{ phase: hold, for: 9999h }', RELEASE],
      /score\.1\.for is "9999h" \| It must be 240h at most/,
    ],
    [
      'no time at all',
      [RAMP, '{ phase: command, run: reload, timeout: 0s }', RELEASE],
      /score\.1\.timeout is "0s" \| It must be from 1ms/,
    ],
    [
      'a blank command',
      [RAMP, '{ phase: command, run: " " }', RELEASE],
      /score\.1\.run is " " .*not blank/,
    ],
  ])('%s', (_, steps, said) => {
    const text = withScore(...steps);
    expect(refusalOf(text)).toMatch(said);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'SCENARIO_BAD' }));
  });

  test('the place is that of the step', () => {
    const text = withScore(RAMP, OFF, RELEASE);
    const line = text.split('\n').findIndex((one) => one.includes('to: off')) + 1;
    expect(() => read(text)).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ file: 's.yaml', line }) }),
    );
  });

  test.each([
    [
      'a flip without maintenance',
      `${hold.replace('{ phase: pulse }', ON)}`,
      /flip has no maintenance to flip/,
    ],
    [
      'maintenance that is missing',
      hold.replace('plays: hold', 'plays: maintenance'),
      /^SCENARIO_BAD .*maintenance is missing/,
    ],
    [
      'an unknown kind',
      hold.replace('plays: hold', 'plays: hodl'),
      /plays is "hodl".*maintenance or hold/,
    ],
    ['one backend', maintenance.replace(/ {4}- name: b\n.*\n.*\n/, ''), /at least two backends/],
    [
      'no frontend',
      maintenance.replace(/ {2}frontend:\n.*\n/, ''),
      /topology\.frontend is missing/,
    ],
    [
      'two backends of one name',
      maintenance.replace('name: b', 'name: a'),
      /name is "a", like that of another/,
    ],
    [
      'an unknown box',
      maintenance.replace('config: frontend.conf', 'config: frontend.conf\n    box: ngnix'),
      /box is "ngnix"/,
    ],
  ])('%s', (_, text, said) => {
    expect(refusalOf(text)).toMatch(said);
  });
});
