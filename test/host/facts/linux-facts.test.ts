import { describe, expect, it } from 'vitest';
import { parseFacts } from '../../../src/host/facts/facts-file.js';
import { thisHost } from '../../../src/host/facts/host.js';
import { parseNofile } from '../../../src/host/facts/linux-facts.js';
import { readFacts } from '../../../src/host/facts/read-facts.js';
import { madeHost } from '../../support/made-host.js';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue\n';
const row = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000\n`;

const PROC = {
  '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
  '/proc/sys/net/ipv4/ip_local_reserved_ports': '8080,40000-40099\n',
  '/proc/net/tcp':
    HEAD + row('0100007F:C350', '0A') + row('00000000:0050', '0A') + row('0100007F:9999', '01'),
  '/proc/net/tcp6': HEAD + row('00000000000000000000000000000000:0050', '0A'),
  '/proc/self/limits':
    'Limit                     Soft Limit           Hard Limit           Units     \n' +
    'Max open files            1024                 524288               files     \n',
  '/proc/sys/fs/nr_open': '1048576\n',
  '/proc/sys/fs/file-max': '9223372036854775807\n',
  '/proc/sys/fs/file-nr': '447\t0\t9223372036854775807\n',
  '/proc/meminfo': 'MemTotal:       16000 kB\nMemFree:  1 kB\nMemAvailable:    8000 kB\n',
  '/proc/slabinfo': [
    'slabinfo - version: 2.1',
    'TCP                   52     52   2368   13    8 : tunables    0    0    0 : slabdata 4 4 0',
    'eventpoll_epi        224    224    128   32    1 : tunables    0    0    0 : slabdata 7 7 0',
    'sock_inode_cache      76     76    832   19    4 : tunables    0    0    0 : slabdata 4 4 0',
    'filp                 532    609    192   21    1 : tunables    0    0    0 : slabdata 9 9 0',
    'dentry             37007  37023    192   21    1 : tunables    0    0    0 : slabdata 9 9 0',
  ].join('\n'),
  '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
  '/proc/sys/net/netfilter/nf_conntrack_count': '12\n',
  '/proc/sys/fs/epoll/max_user_watches': '5490265\n',
  '/proc/sys/net/ipv4/tcp_tw_reuse': '2\n',
  '/proc/sys/net/core/somaxconn': '4096\n',
};

const status = (effective: string, bounding: string) => ({
  '/proc/self/status': `Name:\tnode\nCapEff:\t${effective}\nCapBnd:\t${bounding}\n`,
});
const ALL = '000001ffffffffff';
const WITHOUT = '000001fffeffffff';

describe('CAP_SYS_RESOURCE', () => {
  const capability = (effective: string, bounding: string) =>
    readFacts(madeHost({ files: status(effective, bounding) })).capSysResource;

  it('is there, is not, or depends on who starts the proxy', () => {
    expect(capability(ALL, ALL)).toBe(true);
    expect(capability(WITHOUT, WITHOUT)).toBe(false);
    expect(capability('0000000000000000', WITHOUT)).toBe(false);
    expect(capability('0000000000000000', ALL)).toBeUndefined();
    expect(readFacts(madeHost({})).capSysResource).toBeUndefined();
  });
});

describe('versions of the proxies', () => {
  const versions = (programs: Readonly<Record<string, string>>) =>
    readFacts(madeHost({ programs })).proxyVersions;

  it('are what they print, whatever their build adds', () => {
    expect(
      versions({
        'nginx -v': 'nginx version: nginx/1.22.1\n',
        'haproxy -v': 'HAProxy version 2.6.12-1+deb12u3 2025/10/03 - https://haproxy.org/\n',
      }),
    ).toEqual({ nginx: '1.22.1', haproxy: '2.6.12' });
    expect(versions({ 'nginx -v': 'nginx version: openresty/1.27.1.2\n' })).toEqual({
      nginx: '1.27.1.2',
    });
    expect(versions({ 'haproxy -v': 'HA-Proxy version 1.8.19-1 2019/02/11\n' })).toEqual({
      haproxy: '1.8.19',
    });
    expect(versions({})).toBeUndefined();
  });
});

describe('the limits of a process that runs', () => {
  const limits = 'Max open files            65535                65536                files\n';
  const links = { '/proc/self/ns/net': 'net:[1]', '/proc/7/ns/net': 'net:[1]' };
  const host = (own: Readonly<Record<string, string>> = links) =>
    madeHost({
      files: { ...PROC, '/proc/7/limits': limits },
      link: (path) => own[path] ?? null,
    });

  it('take the place of those of this one', () => {
    expect(readFacts(host(), { pid: '7' })).toMatchObject({
      nofile: { soft: 65_535, hard: 65_536 },
      portRange: [32_768, 60_999],
    });
  });

  it('come without what belongs to another network namespace', () => {
    const facts = readFacts(host({ ...links, '/proc/7/ns/net': 'net:[2]' }), { pid: '7' });
    expect(facts.portRange).toBeUndefined();
    expect(facts.nofile).toEqual({ soft: 65_535, hard: 65_536 });
  });

  const asked = (answer: string | null) => {
    const calls: string[][] = [];
    const run = (program: string, args: readonly string[]) => {
      calls.push([program, ...args]);
      return answer;
    };
    return { calls, host: { ...host(), run } };
  };

  it('are those of the main process of a service', () => {
    const { calls, host: systemd } = asked('MainPID=7\nLoadState=loaded\n');
    expect(readFacts(systemd, { service: 'nginx@a.service' }).nofile?.soft).toBe(65_535);
    expect(calls).toEqual([
      ['systemctl', 'show', '--property=LoadState,MainPID', '--', 'nginx@a.service'],
    ]);
  });

  it.each([
    ['MainPID=0\nLoadState=not-found\n', 'systemd knows no service "nginx"'],
    ['MainPID=0\nLoadState=loaded\n', 'the service "nginx" is not running'],
    [null, 'systemd does not answer here'],
  ])('are not read where systemctl says %j', (answer, message) => {
    expect(() => readFacts(asked(answer).host, { service: 'nginx' })).toThrow(message);
  });

  it.each(['', '-p', 'a b', 'a/b', '$(x)'])('are not asked of a service "%s"', (service) => {
    const { calls, host: systemd } = asked('MainPID=7\n');
    expect(() => readFacts(systemd, { service })).toThrow('is no name of a service');
    expect(calls).toEqual([]);
  });

  it('are those of one process', () => {
    expect(() => readFacts(host(), { pid: '7', service: 'nginx' })).toThrow('each name a process');
  });

  it.each(['8', '0', 'nginx', '-1'])('are not read of "%s"', (pid) => {
    expect(() => readFacts(host(), { pid })).toThrow(`process "${pid}"`);
  });
});

describe('a Linux host', () => {
  const facts = readFacts(madeHost({ files: PROC }));

  it('is read from /proc', () => {
    expect(facts).toMatchObject({
      platform: 'linux',
      kernel: '6.18.44',
      cpus: 4,
      portRange: [32_768, 60_999],
      reservedPorts: '8080,40000-40099',
      portsInUse: [80, 50_000],
      loopback: { cidrs: ['127.0.0.1/8'], aliases: 1, usable: 16_777_215 },
      nofile: { soft: 1024, hard: 524_288 },
      filesOpen: 447,
      memory: { totalBytes: 16_384_000, availableBytes: 8_192_000 },
      socketBytes: 3901,
      conntrack: { active: true, max: 262_144 },
      tcp: { twReuse: 2, somaxconn: 4096 },
    });
  });

  it('says where each fact was read', () => {
    const names = Object.keys(facts).filter((name) => name !== 'schema' && name !== 'origins');
    expect(Object.keys(facts.origins ?? {})).toEqual(names);
    expect(facts.origins?.portRange).toBe('/proc/sys/net/ipv4/ip_local_port_range');
  });

  it('leaves out what cannot be read, and says when it falls back', () => {
    const bare = readFacts(madeHost({ files: {} }));
    expect(bare).not.toHaveProperty('portRange');
    expect(bare).not.toHaveProperty('memory');
    expect(bare).not.toHaveProperty('tcp');
    expect(bare.socketBytes).toBe(3860);
    expect(bare.origins?.socketBytes).toMatch(/^default/);
    expect(bare.conntrack).toEqual({ active: false });
  });

  it('can use 127.0.0.0 as a source from kernel 5.14 on', () => {
    const usable = (release: string) => readFacts(madeHost({ release })).loopback?.usable;
    expect([usable('5.13.9'), usable('5.14.0-rc1'), usable('6.1.0')]).toEqual([
      16_777_214, 16_777_215, 16_777_215,
    ]);
  });

  it('asks the socket table for listeners only, which come first', () => {
    let read = 0;
    const host = madeHost({
      *lines(path) {
        if (path !== '/proc/net/tcp') return;
        yield HEAD;
        yield row('0100007F:0050', '0A');
        for (; read < 1000; read += 1) yield row('0100007F:9999', '01');
      },
    });
    expect(readFacts(host).portsInUse).toEqual([80]);
    expect(read).toBe(0);
  });
});

it('knows unlimited descriptors', () => {
  const limits = 'Max open files            unlimited            unlimited            files';
  expect(parseNofile(limits)).toEqual({ soft: null, hard: null });
});

describe('memory of a control group', () => {
  const memory = (files: Record<string, string>) =>
    readFacts(madeHost({ files: { ...PROC, ...files } })).memory;
  const whole = { totalBytes: 16_384_000, availableBytes: 8_192_000 };

  it('is the limit of version 2, less what is used', () => {
    const files = {
      '/proc/self/cgroup': '0::/app/web\n',
      '/sys/fs/cgroup/app/web/memory.max': 'max\n',
      '/sys/fs/cgroup/app/web/memory.current': '5\n',
      '/sys/fs/cgroup/app/memory.max': '1000000\n',
      '/sys/fs/cgroup/app/memory.current': '400000\n',
    };
    expect(memory(files)).toEqual({ totalBytes: 1_000_000, availableBytes: 600_000 });
  });

  it('is the limit of version 1 too', () => {
    const files = {
      '/proc/self/cgroup': '4:memory:/job\n0::/\n',
      '/sys/fs/cgroup/memory/job/memory.limit_in_bytes': '2000000\n',
      '/sys/fs/cgroup/memory/job/memory.usage_in_bytes': '2500000\n',
    };
    expect(memory(files)).toEqual({ totalBytes: 2_000_000, availableBytes: 0 });
  });

  it("is the host's where there is no limit, or a larger one", () => {
    const files = {
      '/proc/self/cgroup': '4:memory:/\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '1\n',
    };
    expect(memory(files)).toEqual(whole);
    expect(memory({})).toEqual(whole);
  });
});

it('refuses a platform it cannot read', () => {
  expect(() => readFacts(madeHost({ platform: 'win32' }))).toThrow(
    'cannot read the facts of win32',
  );
});

it.runIf(process.platform === 'linux')('reads this host into facts that a file may hold', () => {
  const facts = readFacts(thisHost());
  expect(facts.portRange?.[0]).toBeGreaterThan(0);
  expect(facts.memory?.availableBytes).toBeGreaterThan(0);
  expect(parseFacts(JSON.stringify(facts, null, 2), 'f')).toEqual(facts);
});
