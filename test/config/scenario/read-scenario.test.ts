import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../src/config/scenario/read-scenario.js';
import { formatPlace, TidegateError } from '../../../src/lib/errors.js';
import { VOCABULARY } from '../../../src/run/scenarios/vocabulary.js';
import { refusalOf } from '../../support/refusal.js';

const shipped = readFileSync('scenarios/maintenance/scenario.yaml', 'utf8');

/** Place and message of the error for the shipped scenario with one passage changed. */
function refusal(find: string, replace: string): string {
  expect(shipped).toContain(find);
  try {
    readScenario('s.yaml', shipped.replace(find, replace), VOCABULARY);
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
      if (text !== null) expect(readScenario(file, text, VOCABULARY).name).toBe(folder);
    }
  });

  test('durations become milliseconds, sizes bytes', () => {
    const scenario = readScenario('s.yaml', shipped, VOCABULARY);
    expect(scenario.load.rampMs).toBe(8000);
    expect(scenario.load.mix.find((part) => part.session.kind === 'response')?.session).toEqual({
      kind: 'response',
      lastsMs: [1000, 5000],
      bodyBytes: 65_536,
    });
  });
});

test('a backend server listens on an address of either family', () => {
  const text = shipped.replace('127.0.0.2:18090', '"[::1]:18091"');
  const { backends } = readScenario('s.yaml', text, VOCABULARY).topology;
  expect(backends.map(({ server }) => server)).toEqual([
    { address: '127.0.0.1', port: 18_090 },
    { address: '::1', port: 18_091 },
  ]);
});

describe('a wrong scenario names the place and the mend', () => {
  test.each([
    ['ramp: 8s', 'ramp: 8', /^s\.yaml:\d+:3: load\.ramp is 8 \| It must be a duration like/],
    [
      'ramp: 8s',
      'rampp: 8s',
      /^s\.yaml:\d+:3: load\.rampp is not known .*Did you mean load\.ramp, which is missing\?/,
    ],
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
    ['server: 127.0.0.1:18090', 'server: 127.0.0.1:0', /\.server .*address:port/],
    ['server: 127.0.0.1:18090', 'server: ::1:18090', /\.server .*address:port/],
    ['page: "', 'page: " " #', /maintenance\.page is " " .*text that no other answer holds/],
    ['hold: 3s', 'hold: *never', /Unresolved alias.*never/],
    ['load:', 'load: [', /^s\.yaml:\d+:\d+: /],
    // A Node timer of more than 596 hours fires at once.
    ['hold: 3s', 'hold: 9999h', /maintenance\.hold is "9999h" \| It must be 240h at most/],
    ['every: 2s', 'every: 0s', /load\.mix\.1\.every is "0s" \| It must be from 1ms to 240h/],
    ['share: 62', 'share: .inf', /load\.mix\.0\.share is Infinity \| .*finite/],
    // The backend server answers 400 to larger values.
    ['[1s, 5s], body', '[1s, 2h], body', /load\.mix\.2\.lasts\.1 is "2h" \| It must be 1h at most/],
    ['body: 64k', 'body: 9999g', /load\.mix\.2\.body is "9999g" \| It must be 1g at most/],
    ['chunk: 1k', 'chunk: 1m', /load\.mix\.3\.chunk is "1m" \| It must be 64k at most/],
    [
      '127.0.0.2:18090',
      '127.0.0.1:18090',
      /^s\.yaml:\d+:7: topology\.backends\.1\.server is 127\.0\.0\.1:18090, like that of another one/,
    ],
    [shipped.slice(shipped.indexOf('  mix:')), '  mix: 5\n', /load\.mix is 5 \| It must be a list/],
  ])('%s -> %s', (find, replace, expected) => {
    expect(refusal(find, replace)).toMatch(expected);
  });

  test.each([
    ['', 'the scenario file is empty'],
    ['# nothing yet\n', 'the scenario file is empty'],
    ['5\n', 'the scenario is 5'],
    ['- a\n', 'the scenario is a list'],
  ])('%j says what it is', (text, message) => {
    const said = refusalOf(() => readScenario('s.yaml', text, VOCABULARY));
    expect(said).toContain(message);
    expect(said).not.toContain('Invalid type');
  });

  test('whatever the text, it is a scenario or one TidegateError', () => {
    fc.assert(
      fc.property(fc.nat(shipped.length), fc.string(), (at, insert) => {
        try {
          readScenario('s.yaml', shipped.slice(0, at) + insert + shipped.slice(at), VOCABULARY);
        } catch (error) {
          expect(error).toBeInstanceOf(TidegateError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a file that is no scenario is one clear error', () => {
  const codeOf = (text: string): string => {
    try {
      readScenario('s.yaml', text, VOCABULARY);
    } catch (error) {
      if (error instanceof TidegateError && error.place) {
        return `${error.code} ${formatPlace(error.place)}`;
      }
      throw error;
    }
    throw new Error('it was accepted');
  };
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `k${i}: 1\n`).join('');
  const doubling = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`);

  test.each([
    ['80,000 keys', keys(80_000), 'SCENARIO_TOO_LARGE s.yaml:1:1'],
    ['3,000 keys', keys(3000), 'SCENARIO_BAD s.yaml:1:1'],
    ['a key twice', 'name: a\nname: b\n', 'SCENARIO_SYNTAX_BAD s.yaml:2:1'],
    ['a key twice, deeper', 'load:\n  ramp: 1s\n  ramp: 1s\n', 'SCENARIO_SYNTAX_BAD s.yaml:3:3'],
    ['15,000 lists', '[]'.repeat(15_000), 'SCENARIO_SYNTAX_BAD s.yaml:1:3'],
    ['aliases that double', `a0: &a0 [x]\n${doubling.join('')}`, 'SCENARIO_SYNTAX_BAD s.yaml:1:1'],
    ['a long scalar', `name: ${'x'.repeat(30_000)}`, 'SCENARIO_BAD s.yaml:1:1'],
  ])('%s', (_name, text, error) => {
    expect(codeOf(text)).toBe(error);
  });

  test.each(['[', '{a: ', '- ', '? '])('%j nested without end', (opening) => {
    const wanted = /^SCENARIO_SYNTAX_BAD s.yaml:1:\d{3}$/;
    expect(codeOf(opening.repeat(32_000 / opening.length))).toMatch(wanted);
  });

  test('blocks that are indented without end', () => {
    const lines = Array.from({ length: 240 }, (_, depth) => `${' '.repeat(depth)}a:`);
    expect(codeOf(lines.join('\n'))).toBe('SCENARIO_SYNTAX_BAD s.yaml:102:101');
  });
});

test.each([
  ['keys in keys of one line', `load: { a${': '.repeat(6000)}1 }`],
  ['keys in keys in brackets', `load: { a${': b\n '.repeat(3000)} }`],
  ['asked keys', `load: [ a${' ? '.repeat(6000)} ]`],
])('%s are one clear error', (_, text) => {
  expect(refusalOf(() => readScenario('s.yaml', text, VOCABULARY))).toMatch(
    /^SCENARIO_SYNTAX_BAD .*nested too deeply/,
  );
});
