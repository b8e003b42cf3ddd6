import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../src/config/scenario/read-scenario.js';
import { formatPlace, TidegateError } from '../../../src/lib/errors.js';

const shipped = readFileSync('scenarios/maintenance/scenario.yaml', 'utf8');

/** The error's place and words for the shipped scenario with one passage changed. */
function refusal(find: string, replace: string): string {
  expect(shipped).toContain(find);
  try {
    readScenario('s.yaml', shipped.replace(find, replace));
  } catch (error) {
    expect(error).toBeInstanceOf(TidegateError);
    const { place, message, hint, exitCode } = error as TidegateError;
    expect(exitCode).toBe(2);
    return `${place ? formatPlace(place) : ''}: ${message} | ${hint ?? ''}`;
  }
  throw new Error('it was accepted');
}

describe('a scenario file', () => {
  test('every shipped scenario is valid and named after its folder', () => {
    for (const folder of readdirSync('scenarios')) {
      const file = `scenarios/${folder}/scenario.yaml`;
      const text = (() => {
        try {
          return readFileSync(file, 'utf8');
        } catch {
          return null;
        }
      })();
      if (text !== null) expect(readScenario(file, text).name).toBe(folder);
    }
  });

  test('durations become milliseconds, sizes bytes', () => {
    const scenario = readScenario('s.yaml', shipped);
    expect(scenario.load.rampMs).toBe(8000);
    expect(scenario.load.mix.find((part) => part.session.kind === 'response')?.session).toEqual({
      kind: 'response',
      lastsMs: [1000, 5000],
      bodyBytes: 65_536,
    });
  });
});

describe('a wrong scenario names the place and the mend', () => {
  test.each([
    ['ramp: 8s', 'ramp: 8', /^s\.yaml:\d+:3: load\.ramp is 8 \| It must be a duration like/],
    ['ramp: 8s', 'rampp: 8s', /^s\.yaml:\d+:\d+: load\.ramp is missing/],
    ['hold: 3s', 'hold: 3s\n  hould: 3s', /^s\.yaml:\d+:3: maintenance\.hould is not known/],
    ['kind: idle', 'kind: idel', /load\.mix\.0.*"idel".*idle, periodic, response/],
    ['[1s, 5s], body', '[5s, 1s], body', /load\.mix\.2\.lasts .*the shorter one first/],
    ['backend: a', 'backend: z', /^s\.yaml:\d+:3: maintenance\.backend is "z".*Name one of: a, b/],
    ['connections: 10000', 'connections: 1.5', /load\.connections is 1\.5 .*whole number/],
    ['share: 62', 'share: 0', /load\.mix\.0\.share is 0 .*above 0/],
    [
      'server: 127.0.0.1:18090',
      'server: localhost',
      /topology\.backends\.0\.server .*address:port/,
    ],
    ['page: "', 'page: " " #', /maintenance\.page is " " .*text that no other answer holds/],
    ['hold: 3s', 'hold: *never', /Unresolved alias.*never/],
    ['load:', 'load: [', /^s\.yaml:\d+:\d+: /],
  ])('%s -> %s', (find, replace, expected) => {
    expect(refusal(find, replace)).toMatch(expected);
  });

  test('whatever the text, it is a scenario or one TidegateError', () => {
    fc.assert(
      fc.property(fc.nat(shipped.length), fc.string(), (at, insert) => {
        try {
          readScenario('s.yaml', shipped.slice(0, at) + insert + shipped.slice(at));
        } catch (error) {
          expect(error).toBeInstanceOf(TidegateError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
