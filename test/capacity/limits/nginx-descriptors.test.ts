import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nofile } from '../../../src/capacity/limits/nofile.js';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { topologyOf } from '../../../src/config/nginx/topology/topology.js';
import { diskSource } from '../../../src/host/files/config-source.js';
import type { HostFacts } from '../../../src/model/facts.js';

const missing = process.platform !== 'linux' || spawnSync('nginx', ['-v']).error !== undefined;

/** On loopback addresses that only this file uses. */
const listens = (count: number, option = '') =>
  Array.from({ length: count }, (_, at) => `listen 127.0.97.${at + 1}:18971${option};`).join(' ');

interface Shape {
  readonly workers: number;
  readonly listens: string;
  readonly http?: string;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'one worker': { workers: 1, listens: listens(4) },
  'two workers': { workers: 2, listens: listens(4) },
  'eight workers': { workers: 8, listens: listens(2) },
  reuseport: { workers: 8, listens: listens(4, ' reuseport') },
  'three logs more': {
    workers: 2,
    listens: listens(1),
    http: 'access_log b.log; access_log c.log; error_log d.log;',
  },
  'a cache': { workers: 3, listens: listens(1), http: 'proxy_cache_path cache keys_zone=a:1m;' },
};

const FACTS: HostFacts = { schema: 'tidegate.facts/1', nofile: { soft: 1024, hard: 1024 } };

describe.skipIf(missing && !process.env.TIDEGATE_REQUIRE_REAL)("a worker's own descriptors", () => {
  let prefix = '';
  beforeAll(() => {
    prefix = mkdtempSync(join(tmpdir(), 'tidegate-fds-'));
  });
  afterAll(() => rmSync(prefix, { recursive: true, force: true }));

  it.each(Object.entries(SHAPES))('%s', async (name, shape) => {
    const folder = join(prefix, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration(shape));
    const counted = ownOf(file);
    // A build with file AIO has one event descriptor more than one without.
    const wanted = [counted, counted - 1];
    expect(wanted).toContain(await measure(folder, shape.workers, wanted));
  });
});

function configuration({ workers, listens: sockets, http = '' }: Shape): string {
  return `daemon off; worker_processes ${workers}; pid pid; error_log error.log notice;
events { worker_connections 100; }
http {
  access_log access.log; ${http}
  server { ${sockets} location / { return 200; } }
}
`;
}

function ownOf(file: string): number {
  const clients = { local: false, addresses: null, range: null, ports: [] };
  const { deployment } = topologyOf(readNginxConfig(file, diskSource), clients);
  const [hop] = deployment.hops;
  return Number(hop && nofile(hop, FACTS)?.inputs.own);
}

/** Channels to processes that start later arrive as messages, one after the other. */
const SETTLED_MS = 5000;

/** The number of descriptors of the worker with the most, without those inherited from this test. */
async function measure(
  folder: string,
  workers: number,
  wanted: readonly number[],
): Promise<number> {
  const nginx = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], { stdio: 'ignore' });
  try {
    const pids = await workersOf(nginx, workers, folder);
    const held = () => Math.max(...pids.map(heldBy));
    const endMs = performance.now() + SETTLED_MS;
    while (!wanted.includes(held()) && performance.now() < endMs) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return held();
  } finally {
    nginx.kill('SIGTERM');
    if (nginx.exitCode === null) await once(nginx, 'exit');
  }
}

/** Resolves when each worker has all its channels: each writes to the log when it has started. */
async function workersOf(nginx: ChildProcess, workers: number, folder: string): Promise<number[]> {
  for (;;) {
    if (nginx.exitCode !== null) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'));
    const started = startedWorkers(folder);
    if (started.length === workers && isSteady(started)) return started;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function startedWorkers(folder: string): number[] {
  let log = '';
  try {
    log = readFileSync(join(folder, 'error.log'), 'utf8');
  } catch {
    return [];
  }
  return [...log.matchAll(/start worker process (\d+)/g)].map(([, pid]) => Number(pid));
}

/** The epoll descriptor is the last one that a worker opens, except for the channels of later workers. */
function isSteady(pids: readonly number[]): boolean {
  return pids.every((pid) => linksOf(pid).some((link) => link.includes('eventpoll')));
}

function heldBy(pid: number): number {
  // nginx opens no pipes itself: a pipe was inherited from the program that started it.
  return linksOf(pid).filter((link) => !link.startsWith('pipe:')).length;
}

function linksOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return [readlinkSync(join(folder, fd))];
    } catch {
      return [];
    }
  });
}
