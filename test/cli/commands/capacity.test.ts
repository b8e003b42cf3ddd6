import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CapacityReport } from '../../../src/model/capacity.js';
import { expectGolden } from '../../support/golden.js';
import { runMain } from '../../support/run-main.js';

const FACTS = ['--facts', 'test/cli/fixtures/host.json'];
const LOCAL_PROXY = 'test/cli/fixtures/local-proxy.conf';
const FRAGMENT = 'test/config/nginx/fixtures/local-proxy.conf';

const capacity = (...args: string[]) => runMain('capacity', ...FACTS, ...args);

describe('as people and programs read it', () => {
  it.each([
    ['capacity/local-proxy.txt', [LOCAL_PROXY, '--clients', 'local:1']],
    ['capacity/local-proxy.json', [LOCAL_PROXY, '--clients', 'local:1', '--json']],
    ['capacity/fragment.txt', [FRAGMENT, '--clients', 'local:1']],
    ['capacity/frontend.txt', ['scenarios/maintenance/frontend.conf', '--clients', 'remote:3']],
    ['capacity/haproxy.txt', ['test/cli/fixtures/haproxy.cfg']],
    ['capacity/haproxy.json', ['test/cli/fixtures/haproxy.cfg', '--json']],
    ['capacity/target.txt', [LOCAL_PROXY, '--clients', 'remote', '--target', '1000000']],
    ['capacity/target-haproxy.txt', ['test/cli/fixtures/haproxy.cfg', '--target', '1500000']],
    ['capacity/hop.txt', ['--port-range', '50000-50098', '--sources', '127.0.0.1-127.0.0.2']],
  ])('%s', async (golden, args) => {
    const { code, stdout, stderr } = await capacity(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(golden, stdout);
  });

  it('fits 80 columns', async () => {
    const { stdout } = await capacity(LOCAL_PROXY, '--clients', 'local:1');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('is the whole report as JSON when asked for JSON, quiet or not', async () => {
    const { stdout } = await capacity(LOCAL_PROXY, '--clients', 'local:1', '--quiet', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ endToEnd: { max: 28_232 } });
  });

  it('is one number when quiet', async () => {
    const { stdout } = await capacity(LOCAL_PROXY, '--clients', 'local:1', '--quiet');
    expect(stdout).toBe('28232\n');
  });

  it('gives an example in its help', async () => {
    const { code, stdout } = await runMain('capacity', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('$ tidegate capacity nginx.conf --clients local:1');
  });
});

describe('example 4 of docs/ports.md, one local client', () => {
  it.each([LOCAL_PROXY, FRAGMENT])('%s', async (config) => {
    const { stdout } = await capacity(config, '--clients', 'local:1', '--json');
    const report = JSON.parse(stdout) as CapacityReport;
    const [front, back] = report.hops;
    expect(front).toMatchObject({ max: 28_232, binding: 'ports', softCliff: 14_116 });
    expect(back).toMatchObject({
      name: 'localbackend',
      sources: 9,
      reachableSources: 4,
      destinations: 3,
      portsPerTuple: 28_232,
      max: 90_000,
      binding: 'max_conns',
    });
    expect(back?.limits.find((limit) => limit.id === 'ports')?.max).toBe(338_784);
    expect(report.endToEnd).toMatchObject({
      max: 28_232,
      binding: { hop: '*:80', limit: 'ports' },
      runnerUp: { hop: 'localbackend', limit: 'max_conns', max: 90_000, above: 61_768 },
    });
    expect(report.documented).toEqual({
      addresses: 16_777_214,
      ports: 28_232,
      max: 236_818_764_217,
    });
    const codes = report.warnings.map((warning) => warning.code);
    expect(codes).toEqual(
      expect.arrayContaining(['MAP_UNREACHABLE_SOURCE', 'MAP_UNEVEN', 'MAX_CONNS_ABOVE_PORTS']),
    );
  });
});

it('example 6, HAProxy with a range of source ports, two servers', async () => {
  const { stdout } = await capacity('test/cli/fixtures/haproxy.cfg', '--json');
  const report = JSON.parse(stdout) as CapacityReport;
  expect(report.hops[1]).toMatchObject({ name: 'app', bind: 'explicit', max: 100_000 });
  expect(report.endToEnd).toMatchObject({ max: 100_000, runnerUp: { limit: 'maxconn' } });
});

describe('options', () => {
  const quiet = async (...args: string[]) => (await capacity(...args, '--quiet')).stdout.trim();

  it('describe a hop without a configuration', async () => {
    const tuple = ['--port-range', '50000-50099', '--sources', '2', '--destinations', '3'];
    expect(await quiet(...tuple)).toBe('600');
    expect(await quiet(...tuple, '--bind', 'early')).toBe('200');
    expect(await quiet(...tuple, '--reserved', '50000-50009,1')).toBe('540');
    expect(await quiet(...tuple, '--max-conns', '50')).toBe('150');
  });

  it('put clients elsewhere, with ports of their own', async () => {
    const range = ['--client-port-range', '1024-65535'];
    expect(await quiet(LOCAL_PROXY, '--clients', 'remote:1', ...range)).toBe('64512');
    expect(await quiet(LOCAL_PROXY)).toBe('90000');
  });

  it('replace the kernel, and with it the usable loopback addresses', async () => {
    const all = ['--sources', '127.0.0.0/8', '--port-range', '40000-40000', '--json'];
    const sources = async (...args: string[]) =>
      (JSON.parse((await capacity(...all, ...args)).stdout) as CapacityReport).hops[0]?.sources;
    expect(await sources()).toBe(16_777_215);
    expect(await sources('--kernel', '5.10.0')).toBe(16_777_214);
  });
});

describe('bad input: one error, the place, exit 2', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tidegate-capacity-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };

  it.each([
    [['--port-range', '60999-32768'], 'reversed [OPTION_BAD]'],
    [['--port-range', '1024-70000'], 'ports go from 1 to 65535 [OPTION_BAD]'],
    [['--reserved', '1-2-3'], '"1-2-3" is no port [OPTION_BAD]'],
    [['--sources', '127.0.0.300'], 'is no IPv4 address [SOURCES_BAD]'],
    [['--destinations', '127.0.0.1'], 'has no valid port [DESTINATIONS_BAD]'],
    [['--max-conns', '0'], 'no count [OPTION_BAD]'],
    [['--clients', 'local:1'], 'needs a configuration [OPTION_MISPLACED]'],
    [['--clients', 'local:1'], 'Without a configuration, use --sources and --destinations'],
    [[LOCAL_PROXY, '--clients', 'local'], 'no place [OPTION_BAD]'],
    [[LOCAL_PROXY, '--bind', 'early'], 'without a configuration [OPTION_MISPLACED]'],
    [['--bind', 'never'], 'Allowed choices are late, early, explicit'],
    [['nowhere.conf'], 'cannot read nowhere.conf'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await capacity(...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it.each([
    ['unclosed brace', 'events { }\nhttp {\n', ':2:1: the block that begins here is never closed'],
    ['include loop', 'events { }\ninclude nginx.conf;\n', ':2:9: '],
    ['port', 'events { }\nhttp { server { listen 80800; } }', ':2:24: invalid value "80800"'],
  ])('%s', async (_, text, place) => {
    const { code, stderr } = await capacity(file('nginx.conf', text));
    expect(stderr).toContain(`nginx.conf${place}`);
    expect(code).toBe(2);
  });

  it.each([
    ['cut short', '{ "schema": "tidegate.facts/1",\n  "portRange": [32768', ':2:'],
    [
      'reversed',
      '{ "schema": "tidegate.facts/1",\n  "portRange": [60999, 32768] }',
      ':2:3: portRange',
    ],
    [
      'no port',
      '{ "schema": "tidegate.facts/1",\n  "portRange": [1, 70000] }',
      ':2:3: portRange[1]',
    ],
    ['unknown', '{ "schema": "tidegate.facts/1",\n  "nofiles": 1 }', ':2:3: nofiles: there is no'],
  ])('facts file %s', async (_, text, place) => {
    const { code, stderr } = await runMain('capacity', '--facts', file('facts.json', text));
    expect(stderr).toContain(`facts.json${place}`);
    expect(code).toBe(2);
  });
});

describe('what is said in place of a fact', () => {
  const conf = 'test/cli/fixtures/local-proxy.conf';
  const facts = ['--facts', 'test/cli/fixtures/host.json'];
  const inputs = async (...options: string[]) => {
    const { stdout } = await runMain('capacity', conf, ...facts, '--json', ...options);
    return JSON.parse(stdout).hops[1].limits.find(({ id }: { id: string }) => id === 'nofile')
      .inputs;
  };

  it('--nofile is the limits that the proxy is started with', async () => {
    expect(await inputs('--nofile', '500:2000000')).toMatchObject({ nofile: 1_000_000 });
    expect(await inputs('--nofile', '500')).toMatchObject({ nofile: 500 });
  });

  it.each([
    ['--kernel', 'abc', '--kernel is "abc": no version'],
    ['--kernel', '', '--kernel is "": no version'],
    ['--proxy-version', 'new', '--proxy-version is "new": no version'],
    ['--nofile', 'many', '--nofile is "many": no count'],
    ['--nofile', '1:2:3', '--nofile is "1:2:3": no limit'],
    ['--pid', '1', '--pid reads this host, and --facts describes another'],
    ['--service', 'nginx', '--service reads this host, and --facts describes another'],
  ])('%s %j is refused', async (option, value, message) => {
    const { code, stderr } = await runMain('capacity', conf, ...facts, option, value);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('--proxy-version needs a configuration', async () => {
    const { code, stderr } = await runMain('capacity', ...facts, '--proxy-version', '1.2');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('needs') });
  });
});
