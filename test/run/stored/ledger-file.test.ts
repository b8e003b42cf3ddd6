import { describe, expect, it } from 'vitest';
import { Secrets } from '../../../src/lib/secrets.js';
import { packSections, unpackSections } from '../../../src/run/stored/container.js';
import type { StoredRun } from '../../../src/run/stored/ledger-file.js';
import { decodeLedger, encodeLedger, readLedger } from '../../../src/run/stored/ledger-file.js';
import { judgeRun } from '../../../src/verify/judge-run.js';
import { accountOf } from '../../support/account.js';
import { AT, goodRun, type LedgerBuilder } from '../../support/ledger.js';

const plain = (text: string): string => text;

function told(change: (run: LedgerBuilder) => void = () => undefined): StoredRun {
  const run = goodRun();
  change(run);
  return { account: accountOf(run), ledger: run.whole() };
}

const stored = (run: StoredRun): StoredRun => decodeLedger(encodeLedger(run, plain), 'a.ledger');

describe('a stored ledger', () => {
  it.each([
    ['a run that passes', told(), 'pass'],
    [
      'a run that fails',
      told((run) => {
        const cut = run.connection(90, 'stream', { end: 'rst', closedMs: AT.on + 100 });
        run.request(cut, 'a', [AT.on - 500, AT.on + 100], { outcome: 'reset' }, 'self-rst');
      }),
      'fail',
    ],
    [
      'a run without ledgers of servers',
      told((run) => {
        run.hasServerLedgers = false;
      }),
      'pass',
    ],
  ])('judges %s as it was judged', (_, run, verdict) => {
    const { account, ledger } = stored(run);
    const result = judgeRun(account, ledger);
    expect(result).toEqual(judgeRun(run.account, run.ledger));
    expect(result.verdict).toBe(verdict);
    expect(account).toEqual(run.account);
  });

  it('holds the same after it was read and written again', () => {
    const once = encodeLedger(stored(told()), plain);
    expect(encodeLedger(decodeLedger(once, 'a.ledger'), plain).equals(once)).toBe(true);
  });

  it('holds no secret, and no word of its own is taken for one', () => {
    const run = told((builder) => {
      const { requests, maintenance } = builder;
      const healthUrls = { a: 'http://me:hunter22@a/health', b: 'http://b/' };
      builder.maintenance = { ...maintenance, healthUrls };
      requests.push({ ...(requests[0] as (typeof requests)[0]), id: 'x', backend: 'hunter22' });
    });
    const secrets = new Secrets(['hunter22', 'complete', 'serving']);
    const bytes = encodeLedger(run, (text) => secrets.hide(text));
    const sections = unpackSections(bytes, 'a.ledger');
    expect([...sections.values()].filter((section) => section.includes('hunter22'))).toEqual([]);
    const { account, ledger } = decodeLedger(bytes, 'a.ledger');
    expect(account.maintenance?.healthUrls.a).toBe('http://***@a/health');
    expect(ledger.requests.find(({ id }) => id === 'x')).toMatchObject({
      backend: '***',
      outcome: 'complete',
    });
    expect(ledger.probes[0]?.verdict).toBe('serving');
  });

  it.each([
    ['a section is missing', 'requests', null, 'it has no section requests'],
    ['one is no JSON', 'ledger', Buffer.from('{'), 'its section ledger is no JSON'],
    [
      'a field is wrong',
      'servers',
      Buffer.from('[7]'),
      'servers.0: Invalid type: Expected Object but received 7',
    ],
    [
      'columns are cut',
      'connections',
      Buffer.from([9, 9]),
      'its section connections: the bytes end inside a number',
    ],
  ])('says so where %s', (_, name, bytes, why) => {
    const sections = new Map(unpackSections(encodeLedger(told(), plain), ''));
    if (bytes) sections.set(name, bytes);
    else sections.delete(name);
    expect(() => decodeLedger(packSections(sections), 'a.ledger')).toThrow(
      `a.ledger is no ledger that can be read: ${why}`,
    );
  });

  it('says so where there is no file', async () => {
    await expect(readLedger('/nowhere/a.ledger')).rejects.toMatchObject({
      code: 'LEDGER_NOT_READABLE',
      message: expect.stringContaining('cannot read /nowhere/a.ledger: ENOENT'),
    });
  });
});
