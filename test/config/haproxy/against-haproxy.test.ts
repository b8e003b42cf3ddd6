import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readHaproxyConfig } from '../../../src/config/haproxy/reading/read.js';
import { diskSource } from '../../../src/host/files/config-source.js';
import { refusalOf } from '../../support/refusal.js';

/** Configurations that both must accept, or both refuse. */
const CASES = [
  'backend b\n server a 127.0.0.1:80 maxconn 5 weight 2 backup',
  'backend b\n server a 127.0.0.1:80 source 127.0.0.2:100-200',
  'backend b\n source 127.0.0.2:100-200\n server a 127.0.0.1:80',
  'backend b\n source 127.0.0.2\n server a 127.0.0.1:80 disabled',
  'backend b\n default-server source 127.0.0.2:100-200\n server a 127.0.0.1:80',
  'backend b\n server a 127.0.0.1:80 source',
  'backend b\n server a 127.0.0.1:70000',
  'backend b\n server a 127.0.0.1:0',
  'backend b\n server a 0.0.0.0:0',
  'backend b\n server a 127.0.0.1:+1000 source 127.0.0.2:0',
  'backend b\n server a "127.0.0.1:80',
  'backend b\n timeout server "${X-30s"',
  'backend b\n timeout server "${X-30s}"',
  'backend b\n timeout server "30s$"',
  'backend b\n timeout server "${1X}"',
  'backend b\n timeout server "${X y}"',
  'frontend f\n bind ":8080${X y}"',
  'backend b\n server a "127.0.0.1":80 # c',
  'backend b\n server a 127.0.0.1:80 #maxcon 5',
  'backend b\nbackend b',
  'listen b\nbackend b',
  'frontend b\nbackend b',
  'backend',
  'backend b from none',
  'defaults d\n maxconn 5\nbackend b from d',
  'frontend f\n bind 127.0.0.1:80-82,127.0.0.2:90\n maxconn 10',
  'frontend f\n bind 127.0.0.1:90-80',
  'frontend f\n bind 127.0.0.1',
  'frontend f\n bind 127.0.0.1:80\n default_backend no',
  'frontend f\n maxconn 10 20',
  'frontend f\n mode slow',
  'maxconn 5',
  'nothing n',
  'global\n maxconn',
  'global\n maxconn 100\n nbthread 2',
  'global\n nbthread 0',
];

const directory = mkdtempSync(join(tmpdir(), 'tidegate-haproxy-c-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const installed = spawnSync('haproxy', ['-v']).status === 0;
beforeAll(() => {
  if (process.env.TIDEGATE_REQUIRE_REAL === '1') expect(installed).toBe(true);
});

it.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1').each(CASES)('%j', (text) => {
  const file = join(directory, 'haproxy.cfg');
  writeFileSync(file, `${text}\n`);
  const haproxy = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
  // Without a listener HAProxy exits with 2; for a mistake it exits with 1.
  const refused = haproxy.status === 1;
  const ours = refusalOf(() => readHaproxyConfig(file, diskSource));
  expect({ refused: ours !== null, ours }, haproxy.stderr).toEqual({ refused, ours });
});
