import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readHaproxyFile } from '../../../../src/config/haproxy/reading/read.js';
import { memorySource } from '../../../support/memory-source.js';
import { refusalOf } from '../../../support/refusal.js';

const ENVIRONMENT = { A: 'a' };
const read = (text: string) => readHaproxyFile('f', memorySource({ f: text }), ENVIRONMENT).config;
/** The branch of a chain that is read, by the number that it sets. */
const taken = (...branches: readonly string[]) => {
  const lines = branches.map((branch, at) => `${branch}\n global\n maxconn ${at + 1}\n`);
  return read(`${lines.join('')}.endif\n`);
};

/** A condition, and whether it is true for HAProxy 2.6. */
const CONDITIONS: readonly (readonly [string, boolean])[] = [
  ['1', true],
  ['0', false],
  ['"0"', false],
  ['', false],
  ['-1', true],
  ['! 0', true],
  ['!(0 || 0)', true],
  ['defined(A)', true],
  ['defined(B)', false],
  ['defined(B) || 1 && 0', false],
  ['1 || 1 && 0', true],
  ['streq("$A",a)', true],
  ['streq($A,a)', false],
  ['streq("$B","")', true],
  ['streq("$B", "")', false],
  ['streq("${B}$C","")', true],
  ['streq("$B","") && !defined(B)', true],
  ['strneq("${A}",b)', true],
  ['version_atleast(2.4)', true],
  ['version_before(2.0)', false],
  ['feature(THREAD)', true],
];

describe('a condition', () => {
  it.each(CONDITIONS)('%j is met: %j', (condition, met) => {
    expect(taken(`.if ${condition}`, '.else').global.maxconn).toBe(met ? 1 : 2);
  });

  it('that hangs on what is not known is said, with how it is taken', () => {
    const unsure = (condition: string) => taken(`.if ${condition}`, '.else').unsure;
    expect(unsure('defined(A) && streq("$A",b)')).toEqual([]);
    expect(unsure('defined(B)')).toMatchObject([
      { name: '.if defined(B)', isMet: false, place: { line: 1 } },
    ]);
    expect(unsure('streq("$B",x)')).toMatchObject([{ isMet: false }]);
    expect(unsure('feature(LUA)')).toMatchObject([{ isMet: true }]);
    expect(unsure('0 && feature(LUA)')).toEqual([]);
  });
});

it('on a version is sure where the version is known', () => {
  const of = (condition: string, version?: string) => {
    const text = `.if ${condition}\nglobal\n maxconn 1\n.endif\n`;
    const source = memorySource({ f: text });
    const { global, unsure } = readHaproxyFile('f', source, ENVIRONMENT, version).config;
    return [global.maxconn, unsure.length];
  };
  expect(of('version_atleast(2.10)')).toEqual([1, 1]);
  expect(of('version_atleast(2.10)', '2.6.12-1+deb12u4')).toEqual([null, 0]);
  expect(of('version_before(2.10)', '2.6.12-1+deb12u4')).toEqual([1, 0]);
  expect(of('version_atleast(2.6.12)', '2.6.12-1+deb12u4')).toEqual([1, 0]);
});

describe('a block', () => {
  it('is read as far as its first branch that is met', () => {
    expect(taken('.if 0', '.elif 1', '.elif 1', '.else').global.maxconn).toBe(2);
    expect(taken('.if 0', '.elif 0', '.else').global.maxconn).toBe(3);
    expect(taken('.if 0').global.maxconn).toBeNull();
  });

  it('changes nothing where it is not read: blocks in it, variables, words', () => {
    const text = `.if 0\n bogus\n.if 1\n setenv A b\n.else\n.endif\n.else\nglobal\n.endif\nglobal\n.if streq("$A",a)\n maxconn 7\n.endif\n`;
    expect(read(text).global.maxconn).toBe(7);
  });

  it('knows what the lines above it have set', () => {
    expect(read('global\n setenv C 1\n.if "$C"\n maxconn 7\n.endif\n').global.maxconn).toBe(7);
  });
});

const WRONG = [
  '.if 1\nglobal\n',
  '.else\nglobal\n',
  '.endif\nglobal\n',
  '.if 1\n.else\n.elif 1\n.endif\nglobal\n',
  '.if 0 foo\n.endif\nglobal\n',
  '.if streq(a,b\n.endif\nglobal\n',
];

it.each(WRONG)('is refused: %j', (text) => {
  expect(refusalOf(() => read(text))).toMatch(/^CONFIG_CONDITION_BAD /);
});

const directory = mkdtempSync(join(tmpdir(), 'tidegate-conditions-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const installed = spawnSync('haproxy', ['-v']).status === 0;

describe.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1')('HAProxy itself', () => {
  const check = (text: string) => {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, text);
    const env = { PATH: process.env.PATH, ...ENVIRONMENT };
    return spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8', env });
  };

  it('finds the same met', () => {
    const text = CONDITIONS.map(([one], at) => `.if ${one}\n.notice met-${at}.\n.endif\n`).join('');
    const { stderr } = check(text);
    const met = CONDITIONS.map((_, at) => stderr.includes(`met-${at}.`));
    expect(met, stderr).toEqual(CONDITIONS.map(([, expected]) => expected));
  });

  it.each(WRONG)('refuses the same: %j', (text) => expect(check(text).status).toBe(1));
});
