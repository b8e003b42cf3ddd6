import { expect, it } from 'vitest';
import { readFactsFile } from '../../../src/host/facts/facts-file.js';
import { renderFactsText } from '../../../src/report/facts-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';
import { runMain } from '../../support/run-main.js';

it('lays the facts out for people', () => {
  const facts = readFactsFile('test/cli/fixtures/host.json');
  const { memory: _, ...rest } = facts;
  const origins = { portRange: '/proc/sys/net/ipv4/ip_local_port_range', kernel: 'uname' };
  expectGolden(
    'facts.txt',
    renderFactsText({ ...rest, portsInUse: [80, 8080], origins }, layoutWith({ columns: 100 })),
  );
});

it.runIf(process.platform === 'linux')('prints as JSON what --facts reads', async () => {
  const { code, stdout } = await runMain('facts', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'tidegate.facts/1', platform: 'linux' });
});

it('gives an example in its help', async () => {
  expect((await runMain('facts', '--help')).stdout).toContain(
    '$ tidegate facts --json > host.json',
  );
});
