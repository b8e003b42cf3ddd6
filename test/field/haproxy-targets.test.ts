import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { planTarget } from '../../src/capacity/target/plan-target.js';
import { readHaproxyConfig } from '../../src/config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../src/config/haproxy/topology/topology.js';
import { DEFAULT_PORT_RANGE } from '../../src/lib/ports.js';
import type { HostFacts } from '../../src/model/facts.js';
import { CASES } from '../config/haproxy/lint/cases.js';
import { applyHaproxyPlan } from '../support/apply-haproxy-plan.js';
import { memorySource } from '../support/memory-source.js';
import { refusalOf } from '../support/refusal.js';

const CLIENTS = { local: false, addresses: null, range: DEFAULT_PORT_RANGE, ports: [] };

const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 4,
  portRange: [32_768, 60_999],
  reservedPorts: '',
  portsInUse: [22],
  nofile: { soft: 1024, hard: 4096 },
  nrOpen: 1_048_576,
  fileMax: 100_000,
  filesOpen: 1000,
  memory: { totalBytes: 1e14, availableBytes: 1e14 },
  conntrack: { active: false },
  epollMaxUserWatches: 200_000,
};

/** All other HAProxy configurations of the tests, and some made for this one. */
const TEXTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.cfg'))
      .map((file) => [file, readFileSync(join('test', file), 'utf8')]),
  ),
  ...Object.fromEntries(
    Object.entries(CASES).flatMap(([code, { bad, good }]) => [
      [`${code} bad`, bad],
      [`${code} good`, good],
    ]),
  ),
  'two ways that share a server': `
defaults
 mode tcp
frontend f
 bind :1
 maxconn 100
 default_backend a
frontend g
 bind :2
 default_backend b
backend a
 server s 10.0.0.1:80 maxconn 50 weight 3
 server t 10.0.0.2:80 check maxconn 5
backend b
 server s 10.0.0.1:80
`,
  'uneven sources, of which one has a range': `
global
 ulimit-n 500
 maxconn 200
listen l
 bind :80
 balance leastconn
 server a 10.0.0.1:80 source 10.1.0.1:5000-5009 check
 server b 10.0.0.1:80 source 10.1.0.2
 server b-2 10.0.0.3:80
`,
  'a template and a limit of descriptors': `
global
 fd-hard-limit 2000
 no strict-limits
backend t
 server-template t 3 "127.0.0.1:80" maxconn 9
frontend f
 mode http
 bind :80
 option splice-auto
 use_backend %[path,map(m,t)]
`,
  'the proxy itself behind the proxy': `
frontend inner
 bind 127.0.0.1:81
 default_backend app
frontend outer
 bind :80
 default_backend loop
backend loop
 server inner 127.0.0.1:81
backend app
 server a 10.0.0.1:80
`,
  'limits on bind lines, some of them of many sockets': `
frontend f
 bind :80,:81 maxconn 50 name plain
 bind 127.0.0.1:8000-8003 maxconn 10
 maxconn 900
 default_backend b
backend b
 server s 10.0.0.1:80
`,
  'balance first with a backup': `
listen l
 bind :80
 balance first
 server a 10.0.0.1:80 maxconn 100000
 server b 10.0.0.2:80
 server c 10.0.0.3:80
 server d 10.0.0.4:80 backup
`,
  'limits of bind lines, one of them for several sockets': `
frontend f
 maxconn 40
 bind :80,:81 maxconn 5
 bind :82 name "the third" maxconn 9000 accept-proxy
 default_backend b
backend b
 server a 10.0.0.1:80
`,
  'ranges of one source side by side': `
listen l
 bind :80
 server a 10.0.0.1:80 source 10.0.0.5:1024-2023
 server b 10.0.0.2:80 source 10.0.0.5:2024-3023
`,
  'ranges of one source that overlap': `
listen l
 bind :80
 server a 10.0.0.1:80 source 10.0.0.5:1024-2023
 server b 10.0.0.1:80 source 10.0.0.5:2000-3023
 server c 10.0.0.1:80 source 10.0.0.5
`,
  'numbers, names and devices': `
listen l
 bind :80
 source 10.0.0.5 interface eth1
 server a 10.0.0.1:80 id 7 check
 server a-2 10.0.0.2:80 backup id 8
 server b 10.0.0.3:80 source 10.0.0.6 interface eth0 maxconn 10 id 9
`,
  'any source by a device': `
listen l
 bind :80
 server a 10.0.0.1:80 source * interface eth0 maxconn 10
`,
  'sources of the clients': `
listen l
 bind :80
 server a 10.0.0.1:80 source 0.0.0.0 usesrc clientip maxconn 10
`,
  'servers of both families': `
listen l
 bind :80
 server a 10.0.0.1:80 source 10.0.0.5
 server b [2001:db8::1]:80
 server c ipv6@[2001:db8::2]:80 source [2001:db8::9]
`,
  'servers of IPv6 with ranges': `
listen l
 bind :80
 server a [2001:db8::1]:80 source [2001:db8::9]:1024-2023
 server b [2001:db8::2]:80 source [2001:db8::9]:1024-2023
`,
  'bind lines with shards': `
global
 nbthread 3
listen l
 bind :80 maxconn 10 shards by-thread
 bind :81 maxconn 10 shards 2
 server a 10.0.0.1:80
`,
  'servers without a port': `
frontend f
 bind :8000-8001
 default_backend b
backend b
 server a 10.0.0.1:+1000
 server b 10.0.0.2 maxconn 10
`,
  'backups alone, all of them': `
listen l
 bind :80
 option allbackups
 server a 10.0.0.1:80 backup maxconn 10
 server b 10.0.0.2:80 backup
`,
  'a unix socket beside a port': `
listen l
 bind :80
 server a /run/a.sock maxconn 10
 server b 10.0.0.1:80 maxconn 10
`,
};

const read = (text: string) => readHaproxyConfig('f', memorySource({ f: text }));
const sized = (text: string, facts: HostFacts) => {
  const { deployment, warnings } = haproxyTopologyOf(read(text), CLIENTS);
  return { deployment, facts, warnings };
};

/** The server takes all connections, so a copy of it would take none. */
const ALONE = 'prove/configs/haproxy/servers/server-use-server.cfg';
/** A person has to decide which branch the lines belong to, so they are not pasted here. */
const CONDITIONAL = 'prove/configs/haproxy/listeners/ha-conditional.cfg';
/** It holds no connections, so no number is enough. */
const CIRCLE = 'PROXIES_TO_ITSELF bad';
const readable = Object.entries(TEXTS).filter(
  ([name, text]) =>
    ![ALONE, CONDITIONAL, CIRCLE].includes(name) && refusalOf(() => read(text)) === null,
);
const TARGETS = [3000, 70_000, 1_200_000];
const HOSTS: readonly Partial<HostFacts>[] = [
  {},
  { capSysResource: true },
  { nofile: { soft: 99, hard: null } },
];

describe('what --target prints', () => {
  it('says that it is not enough where copies of a server take nothing', () => {
    const { plan } = planTarget(sized(TEXTS[ALONE] ?? '', FACTS), 70_000);
    expect(plan).toMatchObject({ reached: false });
  });

  it.each(readable)('holds what it promises once it is pasted: %s', (_, text) => {
    for (const target of TARGETS) {
      for (const host of HOSTS) {
        const { deployment, facts } = sized(text, { ...FACTS, ...host });
        const { plan } = planTarget({ deployment, facts }, target);
        const after = applyHaproxyPlan({ text, facts }, plan.changes);
        const again = sized(after.text, after.facts);
        const report = assessCapacity(again.deployment, again.facts, again.warnings);
        expect(plan.reached, JSON.stringify(plan)).toBe(true);
        expect(report.endToEnd.max ?? Infinity, after.text).toBeGreaterThanOrEqual(target);
        expect(report.warnings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(planTarget(again, target).plan.changes).toEqual([]);
      }
    }
  });
});

const directory = mkdtempSync(join(tmpdir(), 'tidegate-haproxy-target-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const installed = spawnSync('haproxy', ['-v']).status === 0;

/** Checks a configuration with the real HAProxy; null = it accepts it. */
function complaint(text: string): string | null {
  const file = join(directory, 'haproxy.cfg');
  writeFileSync(file, text);
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
  return status === 1 ? stderr : null;
}

describe('what --target prints', () => {
  it
    .runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1')
    .each(readable.filter(([name]) => !/^[A-Z_]+ /.test(name)))(
    'is taken by HAProxy: %s',
    (_, text) => {
      if (complaint(text)) return;
      const { deployment, facts } = sized(text, FACTS);
      const { plan } = planTarget({ deployment, facts }, 70_000);
      const after = applyHaproxyPlan({ text, facts }, plan.changes);
      expect(complaint(after.text), after.text).toBeNull();
    },
  );
});
