import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { ConfigProof } from '../../../src/model/prove-config.js';
import { hasNamespaces } from '../../net/support/child.js';
import { PROVEN_CONFIGS, type ProvenConfig } from '../../prove/configs.js';
import { runCli } from '../../support/cli.js';

const REQUIRED = process.env.TIDEGATE_REQUIRE_REAL === '1';

/** One configuration for each limit and proxy; `npm run prove:configs` runs all. */
const SAMPLE = new Set([
  'wc-stream.conf',
  'wc-tls.conf',
  'ports-fixed.conf',
  'ports-map.conf',
  'ports-name.conf',
  'max-conns-zone.conf',
  'max-conns-plus.conf',
  'nofile-shared.conf',
  'maxconn-frontend.cfg',
  'ha-ports-source.cfg',
  'ha-own-ports-two-servers.cfg',
  'server-maxconn-checks.cfg',
]);
const all = process.env.TIDEGATE_PROVE_CONFIGS === 'all';
const chosen = PROVEN_CONFIGS.filter(({ name }) => all || SAMPLE.has(name));

function isHere(program: string): boolean {
  return REQUIRED || spawnSync(program, ['-v']).error === undefined;
}

const here = { nginx: isHere('nginx'), haproxy: isHere('haproxy') };
const runnable = chosen.filter(({ engine }) => hasNamespaces && here[engine]);

async function prove({ path, options }: ProvenConfig, ...more: readonly string[]) {
  const { code, stdout, stderr } = await runCli(['prove', path, ...options, ...more, '--json']);
  expect(stderr).toBe('');
  return { code, proof: JSON.parse(stdout) as ConfigProof };
}

it.concurrent.each(runnable.map((config) => [config.name, config] as const))(
  '%s: the real proxy holds what the file says, and what is predicted',
  async (_, config) => {
    const { code, proof } = await prove(config);
    const { least, most, limit } = config.holds;
    expect(proof.measured.held).toBeGreaterThanOrEqual(least);
    expect(proof.measured.held).toBeLessThanOrEqual(most);
    expect(proof.refused?.limit).toBe(limit);
    expect(proof.engine.name).toBe(config.engine);
    if (config.mispredicted !== null) {
      expect(proof.agrees, 'it agrees now: take its "# mispredicted:" out').toBe(false);
      return;
    }
    expect([proof.disagreement, proof.agrees, code]).toEqual([undefined, true, 0]);
    expect(proof.predicted.binding?.limit).toBe(limit);
  },
);

/** What the bundled proxy does not support: TLS and HTTP/2 to servers, names resolved at run time. */
const NOT_BUNDLED = /^ports-(?:https|grpc|variable)\.conf$/;
const bundled = PROVEN_CONFIGS.filter(
  ({ name, mispredicted }) =>
    /^(?:ports|max-conns)-/.test(name) && !NOT_BUNDLED.test(name) && mispredicted === null,
);

it
  .runIf(all && hasNamespaces)
  .concurrent.each(bundled.map((config) => [config.name, config] as const))(
  '%s: the bundled proxy holds as much',
  async (_, config) => {
    const { proof } = await prove(config, '--engine', 'bundled');
    expect([proof.disagreement, proof.refused?.limit]).toEqual([undefined, config.holds.limit]);
  },
);

it('there are at least 40 configurations that agree, of both proxies and of every limit', () => {
  const agreeing = PROVEN_CONFIGS.filter(({ mispredicted }) => mispredicted === null);
  expect(agreeing.length).toBeGreaterThanOrEqual(40);
  const kinds = new Set(agreeing.map(({ engine, holds }) => `${engine} ${holds.limit}`));
  expect([...kinds].sort()).toEqual([
    'haproxy max_conns',
    'haproxy maxconn',
    'haproxy ports',
    'nginx max_conns',
    'nginx nofile',
    'nginx ports',
    'nginx worker_connections',
  ]);
});
