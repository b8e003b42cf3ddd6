import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import {
  automaticMaxconn,
  haproxyDescriptors,
  haproxyOwnDescriptors,
  startFault,
} from '../../src/capacity/haproxy-limits.js';
import { readHaproxyConfig } from '../../src/config/haproxy/reading/read.js';
import { haproxyProcessOf } from '../../src/config/haproxy/topology/process-of.js';
import type { HostFacts } from '../../src/model/facts.js';
import { memorySource } from '../support/memory-source.js';

/** A soft limit below a higher hard limit, as in shells and systemd; low enough for every case. */
const SOFT = 200;

const processOf = (text: string) =>
  haproxyProcessOf(readHaproxyConfig('f', memorySource({ f: text })));
const host = (hard: number, more: Partial<HostFacts> = {}): HostFacts => ({
  schema: 'tidegate.facts/1',
  cpus: cpus().length,
  nofile: { soft: SOFT, hard },
  ...more,
});

describe('by version', () => {
  const bare = processOf('listen l\n bind :80\n server a 1:1\n');

  it('maxconn was 2,000 before 2.0, whatever the descriptors', () => {
    const max = (haproxy: string) =>
      automaticMaxconn(bare, host(100_000, { cpus: 1, proxyVersions: { haproxy } }));
    expect([max('1.8.30'), max('2.0.0')]).toEqual([2000, (100_000 - 14) / 2]);
  });

  it('a start was refused from 2.3 on', () => {
    const greedy = processOf('global\n maxconn 9000\n');
    const fault = (haproxy: string) =>
      startFault(greedy, host(1000, { proxyVersions: { haproxy } }));
    expect(fault('2.2.31')).toBeNull();
    expect(fault('2.3.0')).toMatchObject({ kind: 'hard-limit', limit: 1000 });
  });
});

const directory = mkdtempSync(join(tmpdir(), 'tidegate-show-info-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const installed = spawnSync('haproxy', ['-v']).status === 0;

const SOCKET = join(directory, 's');
const GLOBAL = `global\n stats socket ${SOCKET}\n`;
const LISTEN =
  'defaults\n mode tcp\n timeout connect 5s\n timeout client 5s\n timeout server 5s\nlisten l\n bind 127.0.44.1:16379-16380\n server a 127.0.44.1:1 check agent-check agent-port 5\n server b 127.0.44.1:2 track a\n';

/** What is configured, its hard limit, and the configuration. */
const CASES: readonly (readonly [string, number, string])[] = [
  ['nothing is said', 2000, GLOBAL + LISTEN],
  ['threads', 2000, `${GLOBAL} nbthread 1\n${LISTEN}`],
  ['fd-hard-limit', 2000, `${GLOBAL} fd-hard-limit 900\n${LISTEN}`],
  ['splicing', 2000, `${GLOBAL}${LISTEN} option splice-auto\n`],
  ['nosplice, which changes nothing', 2000, `${GLOBAL} nosplice\n${LISTEN} option splice-auto\n`],
  [
    'splicing of a backend that has fullconn',
    2000,
    `${GLOBAL}${LISTEN}backend z\n option splice-auto\n fullconn 102\n`,
  ],
  [
    'splicing of frontends that have maxconn, and of backends',
    2000,
    `${GLOBAL}${LISTEN}listen z\n bind 127.0.44.1:16391\n maxconn 300\n fullconn 3\n option splice-auto\n`,
  ],
  [
    'splicing up to maxconn',
    2000,
    `${GLOBAL} maxconn 400\n${LISTEN} fullconn 900\n maxconn 900\n option splice-auto\n`,
  ],
  [
    'more splicing than there is room for',
    500,
    `${GLOBAL} no strict-limits\n${LISTEN} fullconn 9000\n maxconn 9000\n option splice-auto\n`,
  ],
  ['maxpipes beside splicing', 2000, `${GLOBAL} maxpipes 50\n${LISTEN} option splice-auto\n`],
  ['maxconn and splicing', 2000, `${GLOBAL} maxconn 500\n${LISTEN} option splice-request\n`],
  ['stats on TCP', 2000, `${GLOBAL} stats socket ipv4@127.0.44.1:16401 level admin\n${LISTEN}`],
  [
    'log-forward, by TCP and by UDP',
    2000,
    `${GLOBAL}${LISTEN}log-forward logs\n bind 127.0.44.1:16402\n dgram-bind 127.0.44.1:16403-16404\n log 127.0.44.1:16405 local0\n`,
  ],
  ['more stats', 2000, `${GLOBAL} stats socket ${SOCKET}2\n stats maxconn 33\n${LISTEN}`],
  [
    'check ports',
    2000,
    `${GLOBAL}${LISTEN} default-server port 7\n server c 127.0.44.1:3 check port 8\n`,
  ],
  ['a template', 2000, `${GLOBAL}${LISTEN} server-template t 7 127.0.44.1:3 check\n`],
  [
    'peers',
    2000,
    `${GLOBAL} localpeer p\npeers x\n peer p 127.0.44.1:16400\n peer q 127.0.44.1:16401\n${LISTEN}`,
  ],
  [
    'shards and a unix socket',
    2000,
    `${GLOBAL}${LISTEN} bind ${SOCKET}3\n bind 127.0.44.1:16390 shards 2\n`,
  ],
  ['shards by thread', 2000, `${GLOBAL} nbthread 3\n${LISTEN} bind ${SOCKET}3 shards by-thread\n`],
  [
    'shards by thread of some',
    2000,
    `${GLOBAL} nbthread 4\n${LISTEN} bind 127.0.44.1:16390-16392 shards by-thread process 1/2-3\n`,
  ],
  [
    'shards by thread of a group',
    2000,
    `${GLOBAL} nbthread 4\n${LISTEN} bind 127.0.44.1:16390 shards by-thread thread 1/1-3\n`,
  ],
  [
    'more shards than threads',
    2000,
    `${GLOBAL} nbthread 2\n${LISTEN} bind 127.0.44.1:16390 shards 7\n`,
  ],
  ['a hundred at least', 270, `${GLOBAL}${LISTEN}`],
  ['more than the hard limit', 1000, `${GLOBAL} maxconn 900\n${LISTEN}`],
  ['ulimit-n alone', 2000, `${GLOBAL} ulimit-n 1000\n${LISTEN}`],
  ['ulimit-n below the soft limit', 270, `${GLOBAL} ulimit-n 100\n${LISTEN}`],
  ['ulimit-n above the hard limit', 2000, `${GLOBAL} ulimit-n 3000\n maxconn 50\n${LISTEN}`],
  ['ulimit-n with maxconn', 2000, `${GLOBAL} ulimit-n 1100\n maxconn 500\n${LISTEN}`],
];

/** What a started HAProxy reports; null = it did not start. */
async function showInfo(text: string, hard: number): Promise<Record<string, number> | null> {
  const file = join(directory, 'haproxy.cfg');
  writeFileSync(file, text);
  const child = spawn(
    'sh',
    ['-c', `ulimit -Sn ${SOFT}; ulimit -Hn ${hard}; exec haproxy -db -f "$0"`, file],
    {
      stdio: 'ignore',
    },
  );
  const ended = once(child, 'exit');
  try {
    for (;;) {
      const answer = await Promise.race([ask(), ended.then(() => null)]);
      if (answer === null) return null;
      if (answer) return numbers(answer);
    }
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await ended;
  }
}

/** Its answer; empty until it listens. */
async function ask(): Promise<string> {
  const socket = connect(SOCKET);
  try {
    await once(socket, 'connect');
    socket.end('show info\n');
    return await textOf(socket);
  } catch {
    return new Promise((resolve) => setImmediate(() => resolve('')));
  } finally {
    socket.destroy();
  }
}

function numbers(answer: string): Record<string, number> {
  const lines = answer.split('\n').map((line) => line.split(': ') as [string, string]);
  return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)]));
}

describe.runIf(installed || process.env.TIDEGATE_REQUIRE_REAL === '1')('HAProxy itself', () => {
  it.each(CASES)(
    'has the maxconn and the descriptors of the formula: %s',
    async (_, hard, text) => {
      const process = processOf(text);
      const facts = host(hard);
      const own = haproxyOwnDescriptors(process, facts) ?? Number.NaN;
      const maxconn = process.maxconn ?? automaticMaxconn(process, facts) ?? Number.NaN;
      const expected = startFault(process, facts)
        ? null
        : { Maxconn: maxconn, Maxsock: haproxyDescriptors(process, maxconn, own) };
      const info = await showInfo(text, hard);
      const measured = info && { Maxconn: info.Maxconn, Maxsock: info.Maxsock };
      expect(measured).toEqual(expected);
    },
  );
});
