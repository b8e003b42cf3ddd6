import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TidegateError } from '../../../src/lib/errors.js';
import { jsonText } from '../../../src/lib/text/printable.js';
import { parseRun } from '../../../src/report/run/parse-run.js';
import { renderRunText } from '../../../src/report/run/run-text.js';
import { judgeRun } from '../../../src/verify/judge-run.js';
import { accountOf } from '../../support/account.js';
import { layoutWith } from '../../support/layout.js';
import { goodRun } from '../../support/ledger.js';

const TEXT = readFileSync('reports/records/maintenance.run.json', 'utf8');
const STORED = JSON.parse(TEXT);

/** Why a file is refused, as `CODE place: message`. */
function refused(text: string): string {
  try {
    parseRun(text, 'run.json');
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    const { code, place, message, exitCode, hint } = error;
    expect({ exitCode, hint: hint !== undefined }).toEqual({ exitCode: 2, hint: true });
    return `${code}${place ? ` ${place.line}:${place.column}` : ''}: ${message}`;
  }
  return 'read';
}

const changed = (change: object) => refused(JSON.stringify({ ...STORED, ...change }));

describe('a stored result', () => {
  it('is read as it was, its fields in their order', () => {
    const run = goodRun();
    const judged = jsonText(judgeRun(accountOf(run), run.whole()));
    const read = jsonText(parseRun(judged, 'run.json'));
    expect(read === judged, 'the schema has the order of judgeRun').toBe(true);
  });

  it('keeps what a later Tidegate has added, in each part of it', () => {
    const plan = { ...STORED.plan, tls: true };
    const later = { ...STORED, plan, events: [{ atMs: 1 }] };
    const run = parseRun(JSON.stringify(later), 'run.json');
    expect(run).toMatchObject({ events: [{ atMs: 1 }], plan: { tls: true } });
  });

  it('may be without what an earlier Tidegate did not store', () => {
    const { trouble, commands, latencyByPhase, closes, untested, ...earlier } = STORED;
    const { cut: _, ...fates } = earlier.fates;
    const run = parseRun(JSON.stringify({ ...earlier, fates }), 'run.json');
    expect(run).toMatchObject({ trouble: null, commands: [], closes: { closed: 0 } });
    expect(renderRunText(run, layoutWith())).toMatch(/^maintenance {2}PASS/);
  });

  it('may have a check that is no more, or not yet', () => {
    const [check] = STORED.checks;
    const run = parseRun(
      JSON.stringify({ ...STORED, checks: [{ ...check, id: 'close-spread' }] }),
      'run.json',
    );
    expect(renderRunText(run, layoutWith())).toContain('✔ close-spread');
  });
});

describe('is refused with one clear error', () => {
  it.each([
    ['nothing', '', /^RESULT_NOT_JSON 1:1: this is no JSON: /],
    ['what is cut short', TEXT.slice(0, 5000), /^RESULT_NOT_JSON 1:5001: /],
    ['a text', 'maintenance  PASS\n', /^RESULT_NOT_JSON: run.json is no JSON: /],
    ['no object', '[]', /^RESULT_BAD: run.json is not the result of a run$/],
    ['null', 'null', /^RESULT_BAD: /],
    ['JSON of something else', '{"a":1}', /^RESULT_BAD: run.json is not the result of a run$/],
    ['facts', '{"schema":"tidegate.facts/1"}', /^RESULT_BAD: .* of a run, but tidegate.facts\/1$/],
    ['a later version', '{"schema":"tidegate.run/2"}', /^RESULT_UNSUPPORTED: .* tidegate.run\/2$/],
    ['version 0', '{"schema":"tidegate.run/0"}', /^RESULT_BAD: .*, but tidegate.run\/0$/],
    ['nothing but the version', '{"schema":"tidegate.run/1"}', /^RESULT_BAD 1:1: scenario: /],
  ])('%s', (_name, text, error) => {
    expect(refused(text)).toMatch(error);
  });

  it('a value that it cannot have, with its place', () => {
    expect(changed({ verdict: 'maybe' })).toMatch(/^RESULT_BAD 1:\d+: verdict: .*"maybe"$/);
    expect(changed({ plan: { ...STORED.plan, entry: 7 } })).toMatch(/: plan\.entry: .* 7$/);
    expect(changed({ checks: [{ id: 'x' }] })).toMatch(/: checks\[0\]\.status: /);
    expect(changed({ fates: { cut: 'many' } })).toMatch(/: fates\.cut: /);
  });

  it('what is nested without end', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(refused(TEXT.replace('{', `{"deep":${deep},`))).toMatch(/^RESULT_BAD: /);
  });

  it('whatever a byte of it is turned into, or it is read', () => {
    fc.assert(
      fc.property(fc.nat({ max: TEXT.length - 1 }), fc.nat({ max: 0xff }), (at, code) => {
        const answer = refused(TEXT.slice(0, at) + String.fromCharCode(code) + TEXT.slice(at + 1));
        expect(answer).toMatch(/^(read|RESULT_(BAD|NOT_JSON|UNSUPPORTED)( \d+:\d+)?: .+)$/s);
      }),
      { numRuns: 50 },
    );
  });
});
