import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonText } from '../../../src/lib/text/printable.js';
import { runMain } from '../../support/run-main.js';

const RECORD = 'reports/records/maintenance.run.json';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('tidegate report', () => {
  it('prints the text that the run printed', async () => {
    const { code, stdout, stderr } = await runMain('report', RECORD);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync('README.md', 'utf8')).toContain(stdout);
  });

  it('prints the JSON that run --json prints', async () => {
    const { stdout } = await runMain('report', RECORD, '--format', 'json');
    const record = JSON.parse(readFileSync(RECORD, 'utf8'));
    expect(JSON.parse(stdout)).toEqual(record);
    expect(stdout).toBe(jsonText(JSON.parse(stdout)));
  });

  it('writes it to a file, whose folder it makes', async () => {
    const out = join(folder, 'new', 'run.txt');
    const printed = await runMain('report', RECORD);
    const { code, stdout } = await runMain('report', RECORD, '--out', out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(out, 'utf8')).toBe(printed.stdout);
  });

  it('prints nothing with --quiet', async () => {
    expect(await runMain('report', RECORD, '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('refuses', () => {
  it.each([
    [['no-such.json'], 'cannot read no-such.json: ENOENT', 'RESULT_NOT_READABLE'],
    [['test'], 'cannot read test: EISDIR', 'RESULT_NOT_READABLE'],
    [['/dev/zero'], 'cannot read /dev/zero: EFBIG', 'RESULT_NOT_READABLE'],
    [['package.json'], 'package.json is not the result of a run', 'RESULT_BAD'],
    [['README.md'], 'README.md is no JSON', 'RESULT_NOT_JSON'],
    [[RECORD, '--out', RECORD], `--out is ${RECORD}, the result itself`, 'OPTION_BAD'],
    [[RECORD, '--out', '/dev/null/x'], 'the report cannot be written', 'RESULT_NOT_WRITABLE'],
  ])('%j: one error, exit 2', async (args, message, errorCode) => {
    const { code, stdout, stderr } = await runMain('report', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(`tidegate: ${message}`), stderr).toBe(true);
    expect(stderr).toContain(` [${errorCode}]\n`);
  });

  it('a format that there is not, and names those that there are', async () => {
    const { code, stderr } = await runMain('report', RECORD, '--format', 'pdf');
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are text, json');
  });

  it('to write over the result by another name', async () => {
    const [result, alias] = [join(folder, 'run.json'), join(folder, 'alias.json')];
    await runMain('report', RECORD, '--format', 'json', '--out', result);
    symlinkSync(result, alias);
    const { code } = await runMain('report', result, '--out', alias);
    expect(code).toBe(2);
    expect(JSON.parse(readFileSync(result, 'utf8'))).toHaveProperty('verdict');
  });
});
