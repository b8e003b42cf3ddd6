import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assessCapacity } from '../../src/capacity/assess.js';
import { planTarget } from '../../src/capacity/target/plan-target.js';
import { lintHaproxy } from '../../src/config/haproxy/lint/lint.js';
import { readHaproxyFile } from '../../src/config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../src/config/haproxy/topology/topology.js';
import { readFactsFile } from '../../src/host/facts/facts-file.js';
import { diskSource } from '../../src/host/files/config-source.js';
import { DEFAULT_PORT_RANGE } from '../../src/lib/ports.js';
import type { HostFacts } from '../../src/model/facts.js';
import { renderCapacityText } from '../../src/report/capacity/capacity-text.js';
import { layoutWith } from '../support/layout.js';
import { refusalOf } from '../support/refusal.js';

/** Inputs that people reported, unchanged, one in each folder. */
const FIELD = 'test/field';

const CLIENTS = { local: false, addresses: null, range: DEFAULT_PORT_RANGE, ports: [] };
const facts = (folder: string, file = 'facts.json') => readFactsFile(`${FIELD}/${folder}/${file}`);

function assess(folder: string, file = 'haproxy.cfg', host = facts(folder), environment = {}) {
  const { config } = readHaproxyFile(`${FIELD}/${folder}/${file}`, diskSource, environment);
  const { deployment, warnings } = haproxyTopologyOf(config, CLIENTS);
  return assessCapacity(deployment, host, warnings);
}

function lint(folder: string, file = 'haproxy.cfg', host?: HostFacts) {
  const path = `${FIELD}/${folder}/${file}`;
  const { lines, config } = readHaproxyFile(path, diskSource, {});
  const { deployment, warnings } = haproxyTopologyOf(config, CLIENTS);
  const known = host ?? { schema: 'tidegate.facts/1' as const };
  const capacity = assessCapacity(deployment, known, warnings);
  return lintHaproxy({ lines, config, facts: known, deployment, capacity });
}

const text = (report: ReturnType<typeof assess>) => renderCapacityText(report, layoutWith());

describe('01: servers with different sources', () => {
  it('add up', () => {
    const report = assess('01-haproxy-sources-not-summed');
    expect(report.endToEnd).toMatchObject({
      max: 56_464,
      binding: { limit: 'ports', hopIndex: 1 },
    });
    expect(report.hops).toHaveLength(2);
    expect(text(report)).toContain('10.0.0.6 -> 1 server: 28,232');
  });
});

describe('02: the binding hop', () => {
  it('is told by its number, for a listen gives both its hops one name', () => {
    const report = assess('02-binding-hop-by-name');
    expect(report.endToEnd.binding).toEqual({ hop: 'mqtt', hopIndex: 1, limit: 'ports' });
    expect(text(report)).toContain('bound by ports of hop 2');
  });
});

describe('03: a stats page', () => {
  it('is not the headline where others pass connections on', () => {
    const { endToEnd, hops } = assess('03-haproxy-stats-is-headline');
    expect(endToEnd).toMatchObject({ max: 20_000, binding: { limit: 'maxconn' } });
    expect(hops.map(({ name }) => name)).toEqual(['api', 'masters']);
  });
});

describe('04: backends that are chosen at run time', () => {
  const folder = '04-haproxy-frontend-without-known-backend';

  it('can each be reached', () => {
    const report = assess(folder, 'dynamic.cfg');
    const { endToEnd, routes } = report;
    // (4,096 - 10 - a listener - two checks - three for each of 8 threads) / 2
    expect(endToEnd).toMatchObject({ max: 2029, binding: { limit: 'maxconn' } });
    expect(routes.map(({ hops }) => hops)).toEqual([
      ['web', 'be_a'],
      ['web', 'be_b'],
    ]);
    expect(text(report)).toContain(`Each way by itself; together they hold the figure above:
  web (hop 1) -> be_a (hop 2): 2,029, bound by maxconn of hop 1
  web (hop 1) -> be_b (hop 3): 2,029, bound by maxconn of hop 1
`);
  });

  it('are several servers in a template', () => {
    const { endToEnd, hops } = assess(folder, 'template.cfg');
    expect(endToEnd).toMatchObject({ max: 2028, binding: { limit: 'maxconn' } });
    const limits = Object.fromEntries(hops[1]?.limits.map(({ id, max }) => [id, max]) ?? []);
    expect(limits).toMatchObject({ max_conns: 100_000, ports: 5 * 28_232 });
  });
});

describe('05: more connections than the hard limit has descriptors for', () => {
  const folder = '05-haproxy-refuses-to-start';

  it('is an error: HAProxy does not start', () => {
    const report = assess(folder);
    expect(report.endToEnd.max).toBe(0);
    expect(report.warnings).toMatchObject([
      {
        code: 'PROXY_WILL_NOT_START',
        severity: 'error',
        line: 2,
        // Two each, 10, a listener, a check, and three for each of 8 threads.
        message:
          'maxconn 4,000 needs 8,036 descriptors, the hard limit is 1,024: HAProxy 2.3 and later does not start',
        fix: expect.stringMatching(/LimitNOFILE=8036.*--ulimit nofile=8036.*leave maxconn out/),
      },
    ]);
  });

  it('is none where HAProxy may raise the limit, is older, or is told to go on', () => {
    const host = facts(folder);
    expect(assess(folder, 'haproxy.cfg', { ...host, capSysResource: true }).endToEnd.max).toBe(
      4000,
    );
    const old = { ...host, proxyVersions: { haproxy: '2.2.9' } };
    expect(assess(folder, 'haproxy.cfg', old).endToEnd).toMatchObject({
      max: 494,
      binding: { limit: 'nofile' },
    });
  });

  it('is an error of lint', () => {
    expect(lint(folder, 'haproxy.cfg', facts(folder))).toContainEqual(
      expect.objectContaining({ code: 'HAPROXY_WILL_NOT_START', severity: 'error' }),
    );
  });
});

describe('06: without maxconn in global', () => {
  const folder = '06-haproxy-automatic-maxconn';
  const host = (file: string, cpus: number) => ({ ...facts(folder, file), cpus });

  it('HAProxy computes it from descriptors and threads', () => {
    const { endToEnd } = assess(folder);
    expect(endToEnd).toMatchObject({ max: 497, binding: { limit: 'maxconn' } });
  });

  it('and from pipes where it splices', () => {
    const max = (cpus: number) =>
      assess(folder, 'splice.cfg', host('facts4096.json', cpus)).endToEnd.max;
    expect([max(2), max(8)]).toEqual([1626, 1619]);
  });
});

describe('07: ulimit-n alone', () => {
  const folder = '07-haproxy-ulimit-n-mend-stops-it';

  it('stops HAProxy from starting', () => {
    const { endToEnd, warnings } = assess(
      folder,
      'mended.cfg',
      facts(folder, 'facts-systemd.json'),
    );
    expect(endToEnd.max).toBe(0);
    expect(warnings).toMatchObject([
      {
        code: 'PROXY_WILL_NOT_START',
        message: expect.stringContaining('needs 524,287 descriptors, ulimit-n is 10,000'),
        fix: 'Leave ulimit-n out, and set maxconn in global.',
      },
    ]);
  });
});

describe('07: the mend', () => {
  const folder = '07-haproxy-ulimit-n-mend-stops-it';
  const changes = (host: HostFacts, target = 100_000) => {
    const { config } = readHaproxyFile(`${FIELD}/${folder}/haproxy.cfg`, diskSource, {});
    const { deployment } = haproxyTopologyOf(config, CLIENTS);
    const { plan } = planTarget({ deployment, facts: host }, target);
    return plan.changes.map(({ where, lines }) => [where, lines.join(' ')]);
  };

  it('is maxconn in global, and a hard limit to match from outside', () => {
    const found = changes(facts(folder), 50_000);
    expect(found).toEqual([
      ['service', '[Service] LimitNOFILE=100037'],
      ['haproxy', 'global     maxconn 50000'],
    ]);
  });

  it('is maxconn alone where the hard limit has enough', () => {
    expect(changes({ ...facts(folder), nofile: { soft: 1024, hard: 4096 } }, 2000)).toEqual([]);
    const systemd = facts(folder, 'facts-systemd.json');
    expect(changes(systemd, 50_000)).toEqual([]);
  });
});

describe('09: a peer that listens in the range of outgoing connections', () => {
  it('is found at its line', () => {
    const folder = '09-haproxy-peers-port-in-range';
    expect(lint(folder, 'haproxy.cfg', facts(folder))).toContainEqual(
      expect.objectContaining({
        code: 'LISTEN_IN_PORT_RANGE',
        severity: 'warning',
        message: expect.stringContaining('32768'),
        place: expect.objectContaining({ line: 10 }),
      }),
    );
  });
});

describe('10: the environment', () => {
  const folder = '10-haproxy-environment';

  it('says what the file does not', () => {
    const environment = { MAXCONN: '100', PORT: '8000', BACKEND: '10.0.0.1' };
    const { endToEnd, hops, warnings } = assess(folder, 'haproxy.cfg', undefined, environment);
    expect(endToEnd).toMatchObject({ max: 100, binding: { limit: 'maxconn' } });
    expect(hops[0]?.to).toBe('*:8000');
    expect(warnings).toEqual([]);
  });

  it('leaves one figure unknown where a variable is not set, and says so', () => {
    const { endToEnd, warnings } = assess(folder);
    expect(endToEnd).toMatchObject({ max: 28_232, runnerUp: { limit: 'nofile' } });
    expect(warnings.map(({ code, line }) => [code, line])).toEqual([
      ['ENVIRONMENT_UNKNOWN', 2],
      ['ENVIRONMENT_UNKNOWN', 10],
      ['ENVIRONMENT_UNKNOWN', 13],
    ]);
  });
});

const graver = (folder: string) =>
  lint(folder)
    .filter(({ severity }) => severity !== 'info')
    .map(({ code }) => code);

it('12: what is on purpose is information at most', () => {
  expect(graver('12-haproxy-shutdown-sessions-on-purpose')).toEqual([]);
});

it('14: a check of the only server changes nothing but the error', () => {
  expect(graver('14-haproxy-check-single-server')).toEqual([]);
});

it('15: an address behind the name of a section is refused, as HAProxy does', () => {
  const file = `${FIELD}/15-haproxy-address-on-section-line/haproxy.cfg`;
  expect(readFileSync(file, 'utf8')).toContain('frontend api *:6443');
  expect(refusalOf(() => readHaproxyFile(file, diskSource, {}))).toContain(
    'please use the bind keyword for listening addresses',
  );
});
