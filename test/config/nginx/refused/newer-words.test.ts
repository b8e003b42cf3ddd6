import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../../src/capacity/assess.js';
import { readNginxConfig } from '../../../../src/config/nginx/reading/read.js';
import { lenient } from '../../../../src/config/nginx/syntax/include.js';
import { topologyOf } from '../../../../src/config/nginx/topology/topology.js';
import { memorySource } from '../../../support/memory-source.js';

const CLIENTS = { local: false, addresses: null, range: null, ports: [] };
/** A line of each, as an nginx that knows it accepts it. */
const LINES: readonly string[] = [
  'proxy_socket_keepalive on;',
  'ssl_early_data on;',
  'limit_req_dry_run on;',
  'auth_delay 1s;',
  'limit_conn_dry_run on;',
  'proxy_cookie_flags ~ secure;',
  'ssl_reject_handshake off;',
  'http3 on;',
  'http2 on;',
  'quic_retry on;',
  'listen 8443 quic;',
  'proxy_pass_trailers on;',
  'keepalive_min_timeout 1s;',
  'ssl_object_cache_inheritable on;',
  'early_hints 1;',
];
const whole = (line: string) => `events { }\nhttp { server { listen 8099; ${line} return 200; } }`;

function errorsOf(line: string, nginx?: string): readonly string[] {
  const config = readNginxConfig('f', memorySource({ f: whole(line) }), '', lenient());
  const { deployment, warnings } = topologyOf(config, CLIENTS);
  const facts = { schema: 'tidegate.facts/1', ...(nginx && { proxyVersions: { nginx } }) } as const;
  const report = assessCapacity(deployment, facts, warnings);
  return report.warnings
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

describe('a word that is newer than the nginx that runs', () => {
  it('is an error that says which version knows it', () => {
    expect(errorsOf('http2 on;', '1.22.1')).toEqual([
      'nginx before 1.25.1 does not start with "http2": here it is 1.22.1',
    ]);
    expect(errorsOf('http2 on;', '1.25.1')).toEqual([]);
    expect(errorsOf('http2 on;')).toEqual([]);
  });

  const { stderr = '', status } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  const version = /nginx\/([\d.]+)/.exec(stderr)?.[1];
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-newer-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.runIf(status === 0 || process.env.TIDEGATE_REQUIRE_REAL === '1').each(LINES)(
    'is one that the installed nginx refuses, and no other is: %s',
    (line) => {
      const file = join(directory, 'nginx.conf');
      writeFileSync(file, `pid ${directory}/pid; error_log stderr;\n${whole(line)}`);
      const real = spawnSync('nginx', ['-t', '-p', directory, '-c', file], { encoding: 'utf8' });
      const refused = /unknown directive|invalid parameter/.test(real.stderr);
      expect(errorsOf(line, version).length > 0, real.stderr).toBe(refused);
    },
  );
});
