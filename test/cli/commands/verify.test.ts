import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeLedger } from '../../../src/run/stored/ledger-file.js';
import { accountOf } from '../../support/account.js';
import { AT, goodRun } from '../../support/ledger.js';
import { runMain } from '../../support/run-main.js';

describe('tidegate verify', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const plain = (text: string): string => text;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-verify-'));
    const good = goodRun();
    const bytes = encodeLedger({ account: accountOf(good), ledger: good.whole() }, plain);
    await writeFile(at('good.ledger'), bytes);
    await writeFile(at('short.ledger'), bytes.subarray(0, 1000));
    await writeFile(at('result.json'), '{"schema":"tidegate.run/1"}');
    const bad = goodRun();
    const reset = bad.connection(90, 'stream', { end: 'rst', closedMs: AT.on + 100 });
    bad.request(reset, 'a', [AT.on - 500, AT.on + 100], { outcome: 'reset' }, 'self-rst');
    const interrupted = { ...accountOf(bad), interrupted: true };
    const run = { account: accountOf(bad), ledger: bad.whole() };
    await writeFile(at('bad.ledger'), encodeLedger(run, plain));
    const cutShort = { account: interrupted, ledger: bad.whole() };
    await writeFile(at('interrupted.ledger'), encodeLedger(cutShort, plain));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['good.ledger', 'PASS', 0],
    ['bad.ledger', 'FAIL', 1],
    ['interrupted.ledger', 'INVALID', 3],
  ])('judges %s: %s', async (name, verdict, code) => {
    const run = await runMain('verify', at(name));
    expect(run.stderr).toBe('');
    expect(run.code).toBe(code);
    expect(run.stdout.split('\n')[0]).toContain(`maintenance  ${verdict}`);
  });

  it('prints the result as JSON, or nothing', async () => {
    const { stdout } = await runMain('verify', at('bad.ledger'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'tidegate.run/1', verdict: 'fail' });
    expect(await runMain('verify', at('bad.ledger'), '--quiet')).toMatchObject({
      code: 1,
      stdout: '',
    });
  });

  it.each([
    ['short.ledger', 'is cut short [LEDGER_INCOMPLETE]'],
    ['result.json', 'is no ledger that can be read: it begins with other bytes [LEDGER_BAD]'],
    ['none.ledger', '[LEDGER_NOT_READABLE]'],
  ])('says of %s in one error why it cannot be judged, exit 2', async (name, message) => {
    const { code, stdout, stderr } = await runMain('verify', at(name));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^tidegate: [^\n]+\n {2}[^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});
