import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TargetProof } from '../../../src/model/prove-config.js';
import { hasNamespaces } from '../../net/support/child.js';
import { runCli } from '../../support/cli.js';
import { runMain } from '../../support/run-main.js';

const REQUIRED = process.env.TIDEGATE_REQUIRE_REAL === '1';

function isHere(program: string): boolean {
  return REQUIRED || spawnSync(program, ['-v']).error === undefined;
}

const here = { nginx: isHere('nginx'), haproxy: isHere('haproxy'), bundled: true };

const directory = mkdtempSync(join(tmpdir(), 'prove-target-test-'));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** In a directory of its own. */
function config(text: string): string {
  const file = join(
    mkdtempSync(join(directory, 'one-')),
    text.includes('http {') || text.includes('stream {') ? 'n.conf' : 'h.cfg',
  );
  writeFileSync(file, text);
  return file;
}

const nginx = (upstream: string, location = 'proxy_pass http://app;', connections = 4000) => `
worker_processes 1;
events { worker_connections ${connections}; }
http {
  upstream app { zone z 64k; ${upstream} }
  server { listen 8080; location / { ${location} } }
}
`;

const haproxy = (servers: string, global = 'maxconn 300') => `
global
  ${global}
defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
frontend front
  bind :8080
  default_backend app
backend app
  ${servers}
`;

interface Case {
  readonly name: string;
  readonly by: keyof typeof here;
  readonly text: string;
  /** Options of the command line. */
  readonly options: string;
  readonly connections: number;
  /** How many it holds without changes, and the limits that are changed. */
  readonly without: number;
  readonly changed: readonly string[];
}

/**
 * At a scale of 1/1000, the range 1024-65535 has 66 ports for each source, so a wider range is not
 * enough.
 */
const THOUSANDTH = '--port-range 1024-65535 --scale 1/1000';

const CASES: readonly Case[] = [
  {
    name: 'worker_connections are too few',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081;', undefined, 64),
    options: '--target 200',
    connections: 200,
    without: 31,
    changed: ['worker_connections'],
  },
  {
    name: 'descriptors are too few',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081;'),
    options: '--target 200 --nofile 120',
    connections: 200,
    without: 55,
    changed: ['nofile', 'nofile'],
  },
  {
    name: 'ports are too few, and more of them are enough',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081;'),
    options: '--target 300 --port-range 50000-50019',
    connections: 300,
    without: 20,
    // The wider range contains the listener's port, which is reserved.
    changed: ['ports', 'ports'],
  },
  {
    name: 'ports are too few, and take more sources',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081;', undefined, 4_000_000),
    options: `--target 300000 ${THOUSANDTH} --nofile 4000000`,
    connections: 300,
    without: 66,
    changed: ['ports'],
  },
  {
    name: 'sources are 127.0.0.0/8, and a map chose them',
    by: 'nginx',
    text: `worker_processes 1;
events { worker_connections 4000000; }
http {
  map $remote_port $bind_addr { default 127.0.0.1; ~[5-9]$ 127.0.0.2; }
  server {
    listen 8080;
    location / { proxy_bind $bind_addr; proxy_pass http://127.0.0.1:8081; }
  }
}`,
    options: `--target 300000 ${THOUSANDTH} --nofile 4000000`,
    connections: 300,
    without: 132,
    changed: ['ports'],
  },
  {
    name: 'max_conns is too low',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081 max_conns=30; server 10.0.0.2:8081 max_conns=200;'),
    options: '--target 300',
    connections: 300,
    without: 230,
    changed: ['max_conns'],
  },
  {
    name: 'a stream has too few of several things',
    by: 'nginx',
    text: `worker_processes 1;
events { worker_connections 50; }
stream {
  upstream app { server 10.0.0.1:8081 max_conns=9; }
  server { listen 8080; proxy_pass app; }
}`,
    options: '--target 300 --port-range 50000-50099',
    connections: 300,
    without: 9,
    changed: ['ports', 'ports', 'max_conns', 'worker_connections'],
  },
  {
    name: 'fastcgi has a bind of its own',
    by: 'nginx',
    text: nginx('server 10.0.0.1:9000;', 'fastcgi_pass app;', 4_000_000),
    options: `--target 300000 ${THOUSANDTH} --nofile 4000000`,
    connections: 300,
    without: 66,
    changed: ['ports'],
  },
  {
    name: 'there is no second ::1 to connect from',
    by: 'nginx',
    text: nginx('server [::1]:8081;', undefined, 4_000_000),
    options: `--target 300000 ${THOUSANDTH} --nofile 4000000`,
    connections: 300,
    without: 66,
    changed: ['ports'],
  },
  {
    name: 'four workers fill unevenly',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081;', undefined, 20).replace('processes 1', 'processes 4'),
    options: '--target 300',
    connections: 300,
    without: 36,
    changed: ['worker_connections'],
  },
  {
    name: 'two workers have a listener each, and count max_conns apart',
    by: 'nginx',
    text: nginx('server 10.0.0.1:8081 max_conns=9;', undefined, 40)
      .replace('processes 1', 'processes 2')
      .replace('zone z 64k;', '')
      .replace('listen 8080', 'listen 8080 reuseport'),
    options: '--target 300 --nofile 64',
    connections: 300,
    without: 18,
    changed: ['max_conns', 'worker_connections', 'nofile', 'nofile'],
  },
  {
    name: 'two servers pass to one upstream, with sources of their own',
    by: 'nginx',
    text: `worker_processes 1;
events { worker_connections 4000000; }
http {
  upstream app { server 10.0.0.1:8081; }
  server { listen 8080; location / { proxy_pass http://app; proxy_bind 10.0.0.8; } }
  server { listen 8090; location / { proxy_pass http://app; proxy_bind 10.0.0.9; } }
}`,
    options: `--target 400000 ${THOUSANDTH} --nofile 4000000`,
    connections: 400,
    without: 132,
    changed: ['ports', 'ports'],
  },
  {
    name: 'maxconn of global is too low',
    by: 'haproxy',
    text: haproxy('server a 10.0.0.1:8081', 'maxconn 20'),
    options: '--target 200',
    connections: 200,
    without: 20,
    changed: ['maxconn'],
  },
  {
    name: 'maxconn of a listener is too low',
    by: 'haproxy',
    text: haproxy('server a 10.0.0.1:8081').replace('bind :8080', 'bind :8080 maxconn 20'),
    options: '--target 200',
    connections: 200,
    without: 20,
    changed: ['maxconn'],
  },
  {
    name: 'maxconn of a server is too low',
    by: 'haproxy',
    text: haproxy('server a 10.0.0.1:8081 maxconn 20\n  server b 10.0.0.2:8081 maxconn 90'),
    options: '--target 250',
    connections: 250,
    without: 110,
    changed: ['max_conns'],
  },
  {
    name: 'source ports are too few',
    by: 'haproxy',
    text: haproxy('server a 10.0.0.1:8081', 'maxconn 300000'),
    options: `--target 250000 ${THOUSANDTH} --nofile 4000000`,
    connections: 250,
    without: 66,
    changed: ['ports'],
  },
  {
    name: 'descriptors are too few',
    by: 'haproxy',
    text: haproxy('server a 10.0.0.1:8081'),
    options: '--target 250 --nofile 400',
    connections: 250,
    without: 0,
    changed: ['nofile', 'maxconn'],
  },
  {
    name: 'source ports to a server of IPv6 are too few',
    by: 'haproxy',
    text: haproxy('server a [2001:db8::1]:8081', 'maxconn 300000'),
    options: `--target 250000 ${THOUSANDTH} --nofile 4000000`,
    connections: 250,
    without: 66,
    changed: ['ports'],
  },
  {
    name: 'max_conns is too low',
    by: 'bundled',
    text: nginx('server 10.0.0.1:8081 max_conns=30;'),
    options: '--target 200 --engine bundled',
    connections: 200,
    without: 30,
    changed: ['max_conns'],
  },
  {
    name: 'ports are too few, and take more sources',
    by: 'bundled',
    text: nginx('server 10.0.0.1:8081;', undefined, 4_000_000),
    options: `--target 300000 ${THOUSANDTH} --nofile 4000000 --engine bundled`,
    connections: 300,
    without: 66,
    changed: ['ports'],
  },
];

const runnable = CASES.filter(({ by }) => hasNamespaces && here[by]);

it.concurrent.each(runnable.map((one) => [one.by, one.name, one] as const))(
  '%s: %s: the mend holds what it promises',
  async (by, _, { text, options, connections, without, changed }) => {
    const file = config(text);
    const { code, stdout, stderr } = await runCli(['prove', file, ...options.split(' '), '--json']);
    expect(stderr).toBe('');
    const proof = JSON.parse(stdout) as TargetProof;
    expect([proof.disagreement, proof.holds, proof.agrees, code]).toEqual([
      undefined,
      true,
      true,
      0,
    ]);
    expect(proof.engine.name).toBe(by);
    expect(proof.target.connections).toBe(connections);
    expect(proof.predicted.without.max).toBe(without);
    expect(proof.predicted.with.max ?? connections).toBeGreaterThanOrEqual(connections);
    expect(proof.measured).toEqual({ held: connections, firstRefusal: null });
    expect(proof.changes.map(({ limit }) => limit)).toEqual(changed);
    // The user's own file is unchanged, and there is no new file beside it.
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  },
);

const BUNDLED = ['--engine', 'bundled'];

describe.runIf(hasNamespaces).concurrent('tidegate prove CONFIG --target N', () => {
  it('proves what holds the target as it is', async () => {
    const file = config(nginx('server 10.0.0.1:8081;'));
    const { code, stdout } = await runCli(['prove', file, '--target', '50', ...BUNDLED]);
    expect(stdout).toMatch(/\ntarget +50 *\n/);
    expect(stdout).toMatch(/\nmeasured +50 +none was refused\n/);
    expect(stdout).toContain('\nNothing has to change.\n');
    expect(stdout).toMatch(/\n✔ agrees: 50 are held\n$/);
    expect(code).toBe(0);
  });

  it('says each change, and scales the target too', async () => {
    const file = config(nginx('server 10.0.0.1:8081 max_conns=1000;', undefined, 400_000));
    const options = ['--target', '20000', '--scale', '1/100', '--nofile', '900000', ...BUNDLED];
    const { code, stdout } = await runCli(['prove', file, ...options]);
    expect(stdout).toMatch(/\ntarget +200 +20,000 times 1\/100\n/);
    expect(stdout).toMatch(/\nwithout the mend +10 +max_conns binds, hop app\n/);
    expect(stdout).toContain('\n    server 10.0.0.1:8081 max_conns=200;\n');
    expect(code).toBe(0);
  });

  it('ends with exit code 1 where the changes are not enough', async () => {
    // The bundled proxy reserves an eighth of its slots for established clients, and nginx does
    // not.
    const small = config(nginx('server 10.0.0.1:8081;', undefined, 64));
    const { code, stdout } = await runCli(['prove', small, '--target', '300', ...BUNDLED]);
    expect(stdout).toMatch(
      /\n✘ DISAGREES: 300 were promised with the mend, which is made for nginx:/,
    );
    expect(code).toBe(1);
  });
});

it.each([
  [['--target', '0'], '--target is "0"'],
  [['--target', 'abc'], '--target is "abc"'],
  [['--target', '-5'], '--target is "-5"'],
  [['--target', '1.5'], '--target is "1.5"'],
])('refuses %j', async (options, message) => {
  const file = config(nginx('server 10.0.0.1:8081;'));
  const { code, stderr } = await runMain('prove', file, ...options);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

it('refuses a target without a configuration', async () => {
  const { code, stderr } = await runMain('prove', '--target', '500');
  expect(stderr).toContain('--target needs a configuration');
  expect(code).toBe(2);
});

it('refuses what this machine cannot give, and says who can', async () => {
  const file = config(nginx('server 10.0.0.1:8081;'));
  const { code, stderr } = await runCli(['prove', file, '--target', '90000000', ...BUNDLED]);
  expect(stderr).toMatch(/\[PROVE_(?:HOST_EXCEEDED|TOO_LARGE)\]/);
  expect(stderr).toMatch(/root|raise ulimit|owner of this host/);
  expect(stderr).toMatch(/--scale 1\/\d+/);
  expect(code).toBe(2);
});

it('refuses more connections than can be opened from here', async () => {
  const file = config(nginx('server 10.0.0.1:8081;', undefined, 40_000_000));
  const options = ['--target', '9000000', '--nofile', '1000', ...BUNDLED];
  const { code, stderr } = await runCli(['prove', file, ...options]);
  expect(stderr).toMatch(/\[PROVE_\w+\]/);
  expect(code).toBe(2);
});
