import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadScenario } from '../../../src/run/scenarios/load-scenario.js';
import { refuseUnmoved } from '../../../src/run/targets/refuse-unmoved.js';
import { type Stage, setStage } from '../../../src/run/targets/stage.js';
import { onIpv6, quickScenario } from '../../support/scenario.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function stage(block: string | null, ...edits: ReturnType<typeof onIpv6>): Promise<Stage> {
  const written = quickScenario(...edits);
  const folder = mkdtempSync(join(tmpdir(), 'stage-test-'));
  folders.push(written.directory, folder);
  const { file, scenario } = await loadScenario(written.file);
  return setStage(join(folder, 'stage'), file, scenario, block);
}

test('a chain moves to a loopback block as a whole', async () => {
  const { scenario, config } = await stage('127.9.8');
  expect(scenario.topology.backends.map(({ server }) => server.address)).toEqual([
    '127.9.8.1',
    '127.9.8.2',
  ]);
  expect(scenario.load.sources).toBe('127.9.8.64');
  expect(readFileSync(config('frontend.conf'), 'utf8')).toContain('listen 127.9.8.1:18080');
});

test('what listens on IPv6 has no block to move to', async () => {
  const all = await stage('127.9.8', ...onIpv6(18_080));
  expect(() => refuseUnmoved(all, '127.9.8')).toThrow(
    expect.objectContaining({
      code: 'OPTION_MISPLACED',
      message: '--loopback is 127.9.8, and frontend.conf listens on [::1]:18080',
    }),
  );
  const server = ['scenario.yaml', '127.0.0.2:18090', '"[::1]:18091"'] as const;
  const one = await stage('127.9.8', server);
  expect(() => refuseUnmoved(one, '127.9.8')).toThrow('backend server b listens on [::1]:18091');
});

test.each(['sub/frontend.conf', '../frontend.conf', 'frontend.cfg'])(
  'a configuration that is not copied is refused, and no other one run instead: %s',
  async (config) => {
    const edit = ['scenario.yaml', 'config: frontend.conf', `config: ${config}`] as const;
    await expect(stage(null, edit)).rejects.toMatchObject({
      code: 'SCENARIO_BAD',
      message: expect.stringMatching(new RegExp(`scenario.yaml: .*: ${config}$`)),
    });
  },
);

test('it stays where it is without one', async () => {
  const { scenario } = await stage(null, ...onIpv6(18_080));
  expect(scenario.topology.backends[1]?.server).toEqual({ address: '::1', port: 18_084 });
});
