import { readFileSync } from 'node:fs';
import type { BenchReport } from '../../src/model/bench.js';
import type { TargetPlan } from '../../src/model/capacity.js';
import type { ProvenCase, ProveResult } from '../../src/model/prove.js';
import type { ConfigProof, TargetProof } from '../../src/model/prove-config.js';
import { changedFiles } from '../../src/report/lint/lint-diff.js';
import type { Results } from '../../src/report/renderers.js';
import { failedResult, madeResult } from '../bench/support/made-result.js';
import { FAILED, HELD } from './run/made-run.js';

function stored<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function storedBench(): BenchReport {
  const { verdict, reasons, secondOpinion, thresholds, ...result } = stored<
    BenchReport & BenchReport['result']
  >('reports/records/bench.json');
  return { verdict, reasons, secondOpinion, thresholds, result };
}

const PROOF: ConfigProof = {
  schema: 'tidegate.prove-config/1',
  config: 'nginx.conf',
  engine: { name: 'nginx', version: '1.22.1' },
  kernel: '6.18.44',
  scale: 0.01,
  given: { portRange: [32_768, 33_049], reserved: '8080', nofile: { soft: 1024, hard: null } },
  standIns: [
    '/etc/ssl/shop.pem is not here: a certificate made on the spot stands in',
    'health_check is left out: open-source nginx does not know it',
  ],
  ways: [
    { name: '127.0.0.1:80 shop.example/', held: 0, answers: 'answered 301' },
    { name: '127.0.0.1:443 shop.example/', held: 281 },
  ],
  predicted: { max: 281, guaranteed: 280, binding: { hop: 'app', limit: 'ports' } },
  measured: { held: 281, firstRefusal: 278 },
  refused: {
    limit: 'ports',
    seen: 'answered 502',
    evidence:
      'the error log says: [crit] connect() to 10.0.0.1:80 failed (99: Cannot assign requested address) while connecting to upstream',
  },
  tolerance: 0,
  agrees: true,
};

const TARGET: TargetProof = {
  schema: 'tidegate.prove-target/1',
  config: 'nginx.conf',
  engine: { name: 'nginx', version: '1.22.1' },
  kernel: '6.18.44',
  scale: 0.01,
  target: { asked: 100_000, connections: 1000 },
  given: { portRange: [1024, 1669], reserved: '', nofile: { soft: 2100, hard: 2100 } },
  changes: [
    {
      limit: 'ports',
      hop: 'app',
      hopIndex: 1,
      what: 'Set net.ipv4.ip_local_port_range to 1024 1669.',
      where: 'sysctl',
      lines: ['net.ipv4.ip_local_port_range = 1024 1669'],
    },
    {
      limit: 'max_conns',
      hop: 'app',
      hopIndex: 1,
      what: 'Allow each of the 2 servers of app 500 connections.',
      where: 'nginx',
      lines: ['server 10.0.0.1:80 max_conns=500;', 'server 10.0.0.2:80 max_conns=500;'],
    },
  ],
  standIns: ['health_check is left out: open-source nginx does not know it'],
  ways: [{ name: '127.0.0.1:80 shop.example/', held: 1000 }],
  predicted: {
    without: { max: 282, guaranteed: 282, binding: { hop: 'app', limit: 'ports' } },
    with: { max: 1000, guaranteed: 1000, binding: { hop: 'app', limit: 'max_conns' } },
  },
  measured: { held: 1000, firstRefusal: null },
  refused: null,
  holds: true,
  agrees: true,
};

const TARGET_PLAN: TargetPlan = {
  connections: 100_000,
  reached: false,
  after: 90_000,
  changes: TARGET.changes,
};

const LINT = stored<Results['lint']>('test/golden/lint/local-proxy.json');
const CASE: ProvenCase = {
  name: 'late: a port for each tuple',
  portRange: [50_000, 50_099],
  sources: 2,
  destinations: 3,
  bind: 'late',
  reserved: '',
  listeners: [],
  predicted: { guaranteed: 600, max: 600 },
  measured: 600,
  agrees: true,
};

const PROVEN: ProveResult = {
  schema: 'tidegate.prove/1',
  kernel: '6.18.44',
  cases: [
    CASE,
    {
      ...CASE,
      name: 'late: odd width',
      portRange: [50_000, 50_098],
      predicted: { guaranteed: 588, max: 594 },
      measured: 587,
      agrees: false,
    },
    {
      ...CASE,
      name: 'late: map $remote_port $bind_addr',
      portRange: [32_768, 60_999],
      sources: 9,
      predicted: { guaranteed: 960, max: 960 },
      measured: 960,
      perSource: ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6']
        .concat(['127.0.0.7', '127.0.0.8', '127.0.0.9'])
        .map((source, index) => {
          const held = index >= 2 && index <= 5 ? 240 : 0;
          return { source, predicted: held, measured: held };
        }),
      firstFailure: { predicted: 662, measured: 648, tolerance: 80 },
    },
  ],
  softCliff: {
    portRange: [32_768, 60_999],
    predicted: 14_116,
    measured: 14_116,
    agrees: true,
    before: { samples: 1000, medianUs: 25.3, p99Us: 84.7 },
    after: { samples: 1000, medianUs: 733.4, p99Us: 1146.4 },
    ratio: 29,
  },
};

/** A result of each kind, with something in each of its parts. */
export const SAMPLES: Results = {
  run: stored('reports/records/maintenance.run.json'),
  bench: storedBench(),
  capacity: stored('test/golden/capacity/local-proxy.json'),
  facts: stored('reports/records/host.facts.json'),
  prove: PROVEN,
  proveConfig: PROOF,
  proveTarget: TARGET,
  lint: LINT,
  fix: {
    findings: LINT.findings,
    files: new Map(
      changedFiles(LINT.findings).map((path) => [
        path,
        { name: path, text: readFileSync(path, 'utf8') },
      ]),
    ),
  },
  up: {
    state: {
      schema: 'tidegate.up/1',
      pid: 4711,
      started: '123456',
      scenario: 'maintenance',
      directory: '/tmp/tidegate-x',
      url: 'http://127.0.0.1:18080',
      page: 'maintaining',
      drains: 'a',
      backends: [
        { name: 'a', url: 'http://127.0.0.2:18081', maintenanceFile: '/tmp/tidegate-x/a.html' },
        { name: 'b', url: 'http://127.0.0.2:18082', maintenanceFile: '/tmp/tidegate-x/b.html' },
      ],
    },
    scenario: './my scenario.yaml',
    tidegate: 'npx tidegate',
  },
  maintenance: [{ backend: 'backend a', maintenance: true, file: '/tmp/tidegate-x/a.html' }],
  progress: {
    stage: 'in the ramp',
    planned: 10_000,
    open: 4711,
    inFlight: 12,
    failed: 0,
    seconds: 8.4,
  },
  proxyCheck: {
    file: '/etc/nginx/nginx.conf',
    ignored: [
      { name: 'aio threads', place: { file: '/etc/nginx/nginx.conf', line: 3, column: 1 } },
    ],
  },
  proxyVersion: {
    tidegate: '0.1.0',
    on: { node: 'v20.19.0', engine: 'epoll', platform: 'linux x64' },
  },
  proxyListens: ['127.0.0.1:8080', 'unix:/run/a.sock'],
  proxyFiles: new Map([['/etc/nginx/nginx.conf', 'events {}\n']]),
  notes: ['', 'Saved: reports/runs/a.json'],
};

/** Further results, whose reports have other parts. */
export const MORE_SAMPLES: { readonly [Kind in keyof Results]?: readonly Results[Kind][] } = {
  run: [FAILED, HELD],
  bench: [
    { ...SAMPLES.bench, secondOpinion: madeResult({ account: null, gaveWay: 'it stood still' }) },
    { ...SAMPLES.bench, result: failedResult({ refused: 50 }, { responses: 0 }) },
  ],
  capacity: [
    { ...stored<Results['capacity']>('test/golden/capacity/haproxy.json'), target: TARGET_PLAN },
  ],
  progress: [{ stage: 'starting the chain' }],
};
