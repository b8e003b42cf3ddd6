import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assessCapacity } from '../../../../src/capacity/assess.js';
import { planTarget } from '../../../../src/capacity/target/plan-target.js';
import { readHaproxyConfig } from '../../../../src/config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../../../src/config/haproxy/topology/topology.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import { memorySource } from '../../../support/memory-source.js';
import { examineHaproxy } from '../lint/examine.js';

const required = process.env.TIDEGATE_REQUIRE_REAL === '1';
const installed = required || spawnSync('haproxy', ['-v']).status === 0;
const directory = mkdtempSync(join(tmpdir(), 'tidegate-removed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Lines that HAProxy 2.6 refuses, and the first version that refused them. */
const GONE: readonly (readonly [line: string, name: string, since: string])[] = [
  ['appsession X len 5 timeout 1s', 'appsession', '1.6'],
  ['reqsetbe ^X b', 'reqsetbe', '1.6'],
  ['reqisetbe ^X b', 'reqisetbe', '1.6'],
  ['clitimeout 1000', 'clitimeout', '2.1'],
  ['srvtimeout 1000', 'srvtimeout', '2.1'],
  ['contimeout 1000', 'contimeout', '2.1'],
  ['timeout clitimeout 1s', 'timeout clitimeout', '2.1'],
  ['redispatch', 'redispatch', '2.1'],
  ['redisp', 'redisp', '2.1'],
  ['block if TRUE', 'block', '2.1'],
  ['option independant-streams', 'option independant-streams', '2.1'],
  ['reqpass X', 'reqpass', '2.1'],
  ['reqipass X', 'reqipass', '2.1'],
  ['srvexp a b', 'srvexp', '2.1'],
  ...'add allow del deny iallow idel ideny itarpit tarpit'
    .split(' ')
    .map((one) => [`req${one} X`, `req${one}`, '2.1'] as const),
  ...'add del deny idel ideny'
    .split(' ')
    .map((one) => [`rsp${one} X`, `rsp${one}`, '2.1'] as const),
  ...'reqrep reqirep rsprep rspirep'.split(' ').map((one) => [`${one} a b`, one, '2.1'] as const),
  ['mode health', 'mode health', '2.3'],
  ['monitor-net 10.0.0.0/8', 'monitor-net', '2.3'],
  ['grace 1000', 'grace', '2.5'],
  ['option forceclose', 'option forceclose', '2.5'],
  ['no option forceclose', 'option forceclose', '2.5'],
  ['option http-tunnel', 'option http-tunnel', '2.5'],
  ['option http_proxy', 'option http_proxy', '2.5'],
  ['option http-use-htx', 'option http-use-htx', '2.5'],
  ['no option http-use-htx', 'option http-use-htx', '2.5'],
];
const LATER = ['bind-process 1', 'bind :81 process 1'];

const inListen = (line: string) =>
  `defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nlisten l\n bind 127.0.0.1:80\n ${line}\n server a 127.0.0.1:81\n`;
const inGlobal = (line: string) => `global\n ${line}\n${inListen('')}`;

const host = (haproxy?: string): HostFacts => ({
  schema: 'tidegate.facts/1',
  cpus: 2,
  portRange: [32_768, 60_999],
  nofile: { soft: 1024, hard: 100_000 },
  ...(haproxy !== undefined && { proxyVersions: { haproxy } }),
});
const starts = (text: string, version?: string) =>
  examineHaproxy(text, host(version)).filter(({ code }) => code === 'HAPROXY_WILL_NOT_START');

describe('a keyword that HAProxy no longer knows', () => {
  it.each(GONE)('%j keeps it from starting', (line, name, since) => {
    const message = `HAProxy ${since} and later does not start with "${name}"`;
    expect(starts(inListen(line), '2.6.12')).toMatchObject([
      { severity: 'error', place: { line: 8 }, message: expect.stringContaining(message) },
    ]);
    expect(starts(inListen(line))).toHaveLength(1);
    const before = since === '1.6' ? '1.5' : '2.0';
    expect(starts(inListen(line), before)).toEqual([]);
  });

  it('debug of global from 2.3 on', () => {
    expect(starts(inGlobal('debug'), '2.2.1')).toEqual([]);
    expect(starts(inGlobal('debug'), '2.3.0')).toHaveLength(1);
  });

  it.each(['nbproc 1', 'nbproc 4', 'tune.chksize 1000'])('%j of global too', (line) => {
    expect(starts(inGlobal(line), '2.4.9')).toEqual([]);
    expect(starts(inGlobal(line), '2.5.0')).toMatchObject([{ place: { line: 2 } }]);
  });

  it.each(LATER)('%j from 2.7 on', (line) => {
    expect(starts(inListen(line), '2.6.12')).toEqual([]);
    expect(starts(inListen(line), '2.7.0')).toHaveLength(1);
  });

  it('is told once, with the number of its lines, and is not unmodelled as well', () => {
    const found = examineHaproxy(inListen('reqadd a\n reqadd b'), host('2.6.12'));
    expect(found.filter(({ code }) => code === 'UNMODELLED_DIRECTIVE')).toEqual([]);
    expect(starts(inListen('reqadd a\n reqadd b'), '2.6.12')).toMatchObject([
      { message: expect.stringContaining('on 2 lines'), mend: 'Write http-request add-header.' },
    ]);
  });

  it('is one where it stands at the beginning of a line alone', () => {
    const other = inListen('http-request deny if { hdr(x) -m str block grace }');
    expect(starts(other)).toEqual([]);
    expect(starts(`global\n grace 1000\n${inListen('')}`)).toEqual([]);
  });
});

/** Options of a server, each of which HAProxy 2.6 refuses as a line of its own. */
const OPTIONS =
  'rise fall inter fastinter downinter port addr weight check backup observe on-error slowstart ssl verify send-proxy minconn maxqueue ca-file ciphers sni init-addr agent-check agent-port track no-check pool-max-conn'.split(
    ' ',
  );

describe('an option of a server', () => {
  it.each(OPTIONS)('%j is no line of its own, in no version', (option) => {
    for (const version of ['1.8.4', '2.6.12', undefined]) {
      expect(starts(inListen(`${option} 1`), version)).toMatchObject([
        {
          severity: 'error',
          place: { line: 8 },
          message: `HAProxy does not start with "${option}" on a line of its own`,
          mend: 'Write it on the server line, or on default-server.',
        },
      ]);
    }
  });

  it.each(['maxconn 5', 'disabled', 'enabled', 'source 127.0.0.1', 'cookie c insert', 'id 5'])(
    '%j is a line as well',
    (line) => {
      expect(starts(inListen(line))).toEqual([]);
    },
  );
});

it('the program section is no more from 3.3 on', () => {
  const text = `${inListen('')}program p\n command /bin/true\n`;
  expect(starts(text, '3.2.1')).toEqual([]);
  expect(starts(text, '3.3.0')).toMatchObject([{ place: { line: 10 } }]);
});

describe('nbproc, before it was gone', () => {
  const text = (more = '') =>
    `global\n nbproc 3\n maxconn 1000\nlisten l\n bind :80\n maxconn 500\n server a 10.0.0.1:80 maxconn 200 ${more}\n`;
  const { deployment } = haproxyTopologyOf(readHaproxyConfig('f', memorySource({ f: text() })), {
    local: false,
    addresses: null,
    range: [32_768, 60_999],
    ports: [],
  });
  const facts = host('2.4.9');

  it('gives every limit once to each process', () => {
    const [front, back] = assessCapacity(deployment, facts).hops;
    expect(front?.limits.find(({ id }) => id === 'maxconn')).toMatchObject({
      max: 1500,
      inputs: { frontend: 1500, process: 3000, processes: 3 },
    });
    expect(back?.limits.find(({ id }) => id === 'max_conns')?.max).toBe(600);
    // Ten spare descriptors, one listener, one thread.
    expect(back?.limits.find(({ id }) => id === 'nofile')?.max).toBe(
      3 * Math.floor((100_000 - 14) / 2),
    );
  });

  it('is counted where limits are raised', () => {
    const { plan } = planTarget({ deployment, facts }, 6000);
    const lines = plan.changes.flatMap((change) => change.lines.map((line) => line.trim()));
    expect(lines).toContain('maxconn 2000');
    expect(plan).toMatchObject({ reached: true, after: 6000 });
  });
});

describe.runIf(installed)('the real HAProxy 2.6', () => {
  const isAccepted = (text: string) => {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, text);
    return spawnSync('haproxy', ['-c', '-f', file]).status === 0;
  };
  const is26 = / 2\.6\./.test(spawnSync('haproxy', ['-v'], { encoding: 'utf8' }).stdout ?? '');

  it.runIf(is26)('refuses each of them, and what was removed later it does not', () => {
    expect(isAccepted(inListen(''))).toBe(true);
    expect(GONE.filter(([line]) => isAccepted(inListen(line)))).toEqual([]);
    expect(
      ['debug', 'nbproc 1', 'tune.chksize 9'].filter((line) => isAccepted(inGlobal(line))),
    ).toEqual([]);
    expect(LATER.filter((line) => !isAccepted(inListen(line)))).toEqual([]);
    expect(OPTIONS.filter((option) => isAccepted(inListen(`${option} 1`)))).toEqual([]);
  });
});
